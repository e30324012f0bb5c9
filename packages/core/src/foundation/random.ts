/** Randomness, as an argument. */
import { randomBytes } from 'node:crypto'

export interface Random {
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string
}

export const systemRandom: Random = { hex: bytes => randomBytes(bytes).toString('hex') }
