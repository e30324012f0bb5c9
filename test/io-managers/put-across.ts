/** Sixteen writers of one name that lies on another device than the temporaries: what each is answered, and what is there. Arguments: root. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { file } from '@varve/io-managers'

const [root] = process.argv.slice(2) as [string]
const storages = Array.from({ length: 16 }, () => file(root).open('/'))
const put = async (n: number) => storages[n]!.putIfAbsent('commits/1', new TextEncoder().encode(`writer ${n}`), { temporary: `tmp/h/${n}` })
const outcomes = await Promise.all(storages.map((_, n) => put(n)))
const winners = outcomes.flatMap((outcome, n) => (outcome !== undefined ? [`writer ${n}`] : []))
console.log(JSON.stringify({ winners, there: await readFile(join(root, 'commits/1'), 'utf8') }))
