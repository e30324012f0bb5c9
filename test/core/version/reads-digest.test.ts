/** The digest of a wide list, against what its definition says, step by step. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../../packages/core/src/foundation/hash.ts'
import { digestChunks, digestReads, endsChunk, openChunk, type VersionRead } from '../../../packages/core/src/version/reads-digest.ts'
import { sampleOf } from '../../support/sample.ts'

const read: fc.Arbitrary<VersionRead> = fc
  .record({ partition: fc.string({ unit: 'grapheme', maxLength: 12 }), of: fc.option(fc.nat(5)), as: fc.nat(2) })
  .map(({ partition, of, as }) => ({
    partition: partition.replaceAll('\n', ''),
    content: of === null ? null : sha256(`content ${of}`),
    readHash: of === null ? null : sha256(`read ${as}`),
  }))
/** As they are in practice: keys that follow each other. */
const many = fc
  .array(read, { maxLength: 12 })
  .chain(some => fc.nat(900).map(count => [...Array.from({ length: count }, (_, index) => readOf(index)), ...some]))

function readOf(index: number): VersionRead {
  return { partition: `key-${index}`, content: sha256(`${index}`), readHash: sha256('read') }
}

test('is what its definition says', () => {
  fc.assert(
    fc.property(many, list => {
      expect(digestReads(list)).toEqual({ count: list.length, digest: digestByDefinition(list) })
    }),
    { numRuns: sampleOf(100) },
  )
})

test('is the same whether or not the list was cut where chunks end, piece by piece', () => {
  fc.assert(
    fc.property(many, fc.nat(900), (list, at) => {
      const ends = list.flatMap(({ partition }, index) => (endsChunk(partition) ? [index + 1] : []))
      const end = ends.find(one => one >= at) ?? list.length
      const [before, after] = [chunksOf(list.slice(0, end)), chunksOf(list.slice(end))]
      expect(digestChunks(list.length, [...before, ...after])).toEqual(digestReads(list))
    }),
    { numRuns: sampleOf(100) },
  )
})

test('chunks are some hundreds of reads long, whatever the keys look like', () => {
  const day = (index: number) => new Date(index * 86_400_000).toISOString().slice(0, 10)
  for (const keyOf of [day, (index: number) => `${day(index)}T00:00`, String, (index: number) => `${day(index)}/ORD`]) {
    const chunks = Array.from({ length: 25_600 }, (_, index) => keyOf(index)).filter(endsChunk).length
    expect(chunks).toBeGreaterThan(50)
    expect(chunks).toBeLessThan(200)
  }
})

function chunksOf(list: readonly VersionRead[]): readonly string[] {
  const chunks: VersionRead[][] = [[]]
  for (const one of list) {
    chunks.at(-1)!.push(one)
    if (endsChunk(one.partition)) chunks.push([])
  }
  return chunks
    .filter(chunk => chunk.length > 0)
    .map(chunk => {
      const open = openChunk()
      for (const { partition, content, readHash } of chunk) open.add(partition, content, readHash)
      return open.digest()
    })
}

/** Written from the text of the definition, and as simply as that. */
function digestByDefinition(list: readonly VersionRead[]): string {
  const chunks: VersionRead[][] = []
  let open: VersionRead[] = []
  for (const one of list) {
    open.push(one)
    if (mixed(fnv1a(one.partition)) % 256n === 0n) {
      chunks.push(open)
      open = []
    }
  }
  if (open.length > 0) chunks.push(open)
  const texts = chunks.map(chunk => {
    const lines: string[] = []
    let readBefore: string | undefined
    for (const { partition, content, readHash } of chunk) {
      if (content === null) lines.push(`-${partition}`)
      else {
        if (readHash !== readBefore) lines.push(`@${readHash}`)
        lines.push(`+${partition}`, content)
        readBefore = readHash!
      }
    }
    return lines.map(line => `${line}\n`).join('')
  })
  return delimitedHash(['varve/reads/1', String(list.length), ...texts.map(text => delimitedHash(['varve/reads-chunk/1', text]))])
}

function delimitedHash(parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex')
}

function fnv1a(text: string): bigint {
  let hash = 0x811c9dc5n
  for (let at = 0; at < text.length; at += 1) hash = ((hash ^ BigInt(text.charCodeAt(at))) * 0x01000193n) % 2n ** 32n
  return hash
}

function mixed(hash: bigint): bigint {
  const once = ((hash ^ (hash >> 16n)) * 0x7feb352dn) % 2n ** 32n
  const twice = ((once ^ (once >> 15n)) * 0x846ca68bn) % 2n ** 32n
  return twice ^ (twice >> 16n)
}
