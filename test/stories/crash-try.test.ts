/** x. */
import { test } from 'vitest'
import { createCrashProject } from '../support/crash-project.ts'
test('x', async () => {
  const t0 = performance.now()
  const p = await createCrashProject()
  console.log('warm', performance.now() - t0)
  const r = p.root('a')
  const t1 = performance.now()
  const [m] = await p.run(r, { act: 'materialize', concurrency: 2 })
  console.log('mat', performance.now() - t1, JSON.stringify(m), p.log(r).length)
  const t2 = performance.now()
  const [a, b, c] = await p.run(r, { act: 'status' }, { act: 'verify' }, { act: 'history' })
  console.log('read', performance.now() - t2, JSON.stringify(a), JSON.stringify(b), JSON.stringify(c.cells![0]))
  const t3 = performance.now()
  const k = await p.start(p.root('b'), { act: 'materialize', concurrency: 2, kill: { row: 'put', time: 5 } }).ended
  console.log('kill', performance.now() - t3, k.signal, k.stderr)
  p.remove()
})
