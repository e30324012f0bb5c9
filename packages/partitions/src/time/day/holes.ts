/** Indexes left out of a sequence, as growing ranges: from an index before they are left out to the one after, and back. */
import { firstAbove } from '../../ordinal/sorted.ts'

export class Holes {
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  /** How many indexes are left out before each hole begins. */
  readonly #before: number[] = []
  /** Where each hole begins once the others are left out: what `indexAt` searches. */
  readonly #kept: number[] = []
  #total = 0

  get total(): number {
    return this.#total
  }

  /** Leaves out `[start, end)`, which begins no earlier than the last hole ended. */
  add(start: number, end: number): void {
    const last = this.#ends.length - 1
    if (last >= 0 && this.#ends[last] === start) this.#ends[last] = end
    else {
      this.#starts.push(start)
      this.#ends.push(end)
      this.#before.push(this.#total)
      this.#kept.push(start - this.#total)
    }
    this.#total += end - start
  }

  /** How many indexes before this one are kept. */
  keptBefore(index: number): number {
    const hole = firstAbove(this.#starts, index - 1) - 1
    if (hole < 0) return index
    return index - this.#before[hole]! - (Math.min(index, this.#ends[hole]!) - this.#starts[hole]!)
  }

  /** The index of the kept one that has `kept` kept ones before it. */
  indexAt(kept: number): number {
    const hole = firstAbove(this.#kept, kept) - 1
    return hole < 0 ? kept : kept + this.#before[hole]! + this.#ends[hole]! - this.#starts[hole]!
  }
}
