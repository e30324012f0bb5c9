/** Three hundred kills at random moments over a project of 252 steps, and kills of verify, of rebuild-ledger, and while rows go to quarantine. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectComplete, inspection } from '../support/crash-checks.ts'
import { filesOf } from '../support/crash-files.ts'
import { randomFrom, seed } from '../support/crash-kill.ts'
import { type CrashProject, createCrashProject } from '../support/crash-project.ts'
import { type Killed, killDuring, killOnce, stepMs } from '../support/kill-chain.ts'

const days = 63
let project: CrashProject
/** What lies in the tree of a run that nobody killed. */
let tree: Readonly<Record<string, string>>
beforeAll(async () => {
  project = await createCrashProject(days, stepMs)
  const whole = project.root('whole')
  await project.run(whole, { act: 'materialize', concurrency: 8 })
  tree = filesOf(whole).tree
})
afterAll(() => project.remove())

test.concurrent.each([
  { concurrency: 1, kills: 150 },
  { concurrency: 8, kills: 150 },
])(`$kills kills at concurrency $concurrency lose little and nothing twice (VARVE_TEST_SEED=${seed})`, async ({ concurrency, kills }) => {
  const random = randomFrom(seed + concurrency)
  const done: Killed[] = []
  for (let chain = 0; done.length < kills; chain += 1) {
    const root = project.root(`chain-${concurrency}-${chain}`)
    for (let ended = false; !ended && done.length < kills; ) {
      const moment = { steps: Math.floor(random() * 40), laterMs: Math.floor(random() * 2 * stepMs) }
      const killed = await killOnce(project, root, concurrency, moment)
      if (killed) done.push(killed)
      else ended = true
    }
    const [outcome, ...inspected] = await project.run(root, { act: 'materialize', concurrency: 8 }, ...inspection)
    expect(outcome.status).toBe('complete')
    expectComplete(project, ...inspected)
    expect(filesOf(root).tree).toEqual(tree)
  }
  const lost = done.map(({ lost }) => lost)
  const finished = done.reduce((sum, { finished }) => sum + finished, 0)
  console.log(`concurrency ${concurrency}: ${done.length} kills, ${finished} steps finished, lost at most ${Math.max(...lost)} at a time`)
})

test(`killed while it verifies and repairs, the project is whole (VARVE_TEST_SEED=${seed})`, async () => {
  const random = randomFrom(seed + 100)
  const root = project.root('verified')
  await project.run(root, { act: 'materialize', concurrency: 8 })
  let killed = 0
  for (let time = 0; time < 20; time += 1) {
    const action = { act: 'verify', repair: time % 2 === 1 } as const
    if (await killDuring(project, root, action, Math.floor(random() * 150))) killed += 1
  }
  expect(killed).toBeGreaterThan(0)
  expectComplete(project, ...(await project.run(root, ...inspection)))
  expect(filesOf(root).tree).toEqual(tree)
})

test(`killed while its ledger is rebuilt, the project is whole after one more rebuild (VARVE_TEST_SEED=${seed})`, async () => {
  const random = randomFrom(seed + 300)
  const root = project.root('rebuilt')
  await project.run(root, { act: 'materialize', concurrency: 8 })
  let killed = 0
  for (let time = 0; time < 20; time += 1) {
    if (await killDuring(project, root, { act: 'rebuild-ledger' }, Math.floor(random() * 150))) killed += 1
  }
  expect(killed).toBeGreaterThan(0)
  await project.run(root, { act: 'rebuild-ledger' })
  expectComplete(project, ...(await project.run(root, ...inspection)))
  expect(filesOf(root).tree).toEqual(tree)
})

test(`killed while rows go to quarantine, what is there is whole, and the fixed code makes the rest (VARVE_TEST_SEED=${seed})`, async () => {
  const random = randomFrom(seed + 200)
  const broken = await createCrashProject(days, 3)
  try {
    broken.editCode(-1)
    const root = broken.root('quarantine')
    for (let time = 0; time < 15; time += 1) {
      const running = broken.start(root, { act: 'materialize', concurrency: 4 })
      const called = broken.log(root).length
      while (broken.log(root).length === called && running.child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 2))
      await new Promise(resolve => setTimeout(resolve, Math.floor(random() * 60)))
      running.kill('SIGKILL')
      await running.ended
      for (const { name, sha256 } of quarantined(root)) expect(sha256).toBe(name)
    }
    const [outcome] = await broken.run(root, { act: 'materialize', concurrency: 4 })
    const { failures } = outcome
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['CONTRACT_BROKEN']))
    expect(failures).toHaveLength(days)
    expect(quarantined(root)).toHaveLength(days)
    broken.editCode(1)
    const [fixed, ...inspected] = await broken.run(root, { act: 'materialize', concurrency: 8 }, ...inspection)
    expect(fixed.status).toBe('complete')
    expectComplete(broken, ...inspected)
    expect(filesOf(root).tree).toEqual(tree)
  } finally {
    broken.remove()
  }
})

/** Files of the quarantine with the hash in their names and that of their bytes. */
function quarantined(root: string): readonly { readonly name: string; readonly sha256: string }[] {
  const folder = join(root, 'data', '.varve', 'quarantine')
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.map(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name))
    return { name: name.replace(/\..*$/, ''), sha256: createHash('sha256').update(bytes).digest('hex') }
  })
}
