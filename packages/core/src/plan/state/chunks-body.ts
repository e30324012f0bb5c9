/** Whole chunks of what is available of an asset, as they are kept with its states. */
import { hashParts } from '../../foundation/hash.ts'
import type { PlanNode } from '../node.ts'
import type { WholeChunk } from '../whole-chunks.ts'
import type { ChunksBody } from './body.ts'
import { decodersText } from './identity.ts'

export function chunksBody({ decoders }: PlanNode, chunks: readonly WholeChunk[]): ChunksBody | null {
  if (chunks.length === 0) return null
  let end = 0
  const spans = chunks.flatMap(({ from, to }) => {
    const span = [from - end, to - from]
    end = to
    return span
  })
  const digests = Buffer.from(chunks.map(({ digest }) => digest).join(''), 'hex').toString('base64')
  return { spans, digests, decoders: decodersHash(decoders) }
}

/** None where bytes are read into other values by now. */
export function chunksIn(body: ChunksBody | null, { decoders }: PlanNode): readonly WholeChunk[] {
  if (!body || body.decoders !== decodersHash(decoders)) return []
  const digests = Buffer.from(body.digests, 'base64')
  const chunks: WholeChunk[] = []
  let end = 0
  for (let at = 0; at < body.spans.length; at += 2) {
    const from = end + body.spans[at]!
    end = from + body.spans[at + 1]!
    const begin = chunks.length * digestBytes
    chunks.push({ from, to: end, digest: digests.toString('hex', begin, begin + digestBytes) })
  }
  return chunks
}

const digestBytes = 32

function decodersHash(decoders: PlanNode['decoders']): string {
  return hashParts('decoders', [decodersText(decoders)])
}
