/** Writes more to a storage than its device holds, in every way: how each fails, and what is there afterwards. Arguments: root. */
import { file } from '@varve/io-managers'

const [root] = process.argv.slice(2) as [string]
const storage = file(root).open('/')
const large = new Uint8Array(1_000_000)
async function* chunks() {
  for (let at = 0; at < large.length; at += 50_000) yield large.subarray(at, at + 50_000)
}
const generation = (await storage.putIfAbsent('main/part', Uint8Array.of(1), { temporary: 'tmp/h/0' }))!
const acts = [
  () => storage.stage('tmp/h/1', large),
  () => storage.stage('tmp/h/2', chunks()),
  () => storage.putIfAbsent('o/1', chunks(), { temporary: 'tmp/h/3' }),
  () => storage.replace('main/part', large, generation, { temporary: 'tmp/h/4' }),
]
const failures: { readonly code: string; readonly fix: string }[] = []
for (const act of acts) await act().catch(({ details, fix }) => failures.push({ code: details.code, fix }))
const { files } = await storage.list('')
console.log(JSON.stringify({ codes: failures.map(({ code }) => code), fix: failures[0]?.fix, files: files.map(({ path }) => path) }))
