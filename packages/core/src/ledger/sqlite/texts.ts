/** Texts that a ledger keeps once, by number: names, definitions, contracts, schemas, provenance. None is ever changed or removed. */
import { createHash } from 'node:crypto'
import { invariant } from '../../foundation/invariant.ts'
import type { Database } from './driver.ts'
import type { ReadTexts } from './row/decode.ts'

export interface Texts extends ReadTexts {
  /** Runs inside a write transaction. */
  intern(text: string): number
  /** Undefined where the ledger has never met it. */
  numberOf(text: string): number | undefined
  /** What was remembered may be of a transaction that was undone. */
  forget(): void
}

/** Of what is remembered; a ledger of many assets has more. */
const rememberedMax = 50_000
const charactersMax = 16_000_000

export function textsOf(db: Database): Texts {
  const numbers = new Map<string, number>()
  const bodies = new Map<number, string>()
  const values = new Map<number, unknown>()
  let characters = 0

  const forget = (): void => {
    for (const map of [numbers, bodies, values]) map.clear()
    characters = 0
  }
  const remember = (number: number, body: string): void => {
    if (bodies.size >= rememberedMax || characters > charactersMax) forget()
    numbers.set(body, number)
    bodies.set(number, body)
    characters += body.length
  }
  const numberOf = (body: string): number | undefined => {
    const known = numbers.get(body)
    if (known !== undefined) return known
    const found = db.get<{ number: number }>('SELECT number FROM text WHERE hash = ?', textHash(body))?.number
    if (found !== undefined) remember(found, body)
    return found
  }
  const text = (number: number): string => {
    const known = bodies.get(number)
    if (known !== undefined) return known
    const found = db.get<{ body: string }>('SELECT body FROM text WHERE number = ?', number)?.body
    invariant(found !== undefined, `the ledger has no text ${number}`)
    remember(number, found)
    return found
  }
  return {
    forget,
    numberOf,
    text,
    intern: body => {
      const known = numberOf(body)
      if (known !== undefined) return known
      const number = db.run('INSERT INTO text (hash, body) VALUES (?, ?)', textHash(body), body)
      remember(number, body)
      return number
    },
    value: number => {
      const known = values.get(number)
      if (known !== undefined) return known
      const body = text(number)
      const value: unknown = JSON.parse(body)
      values.set(number, value)
      return value
    },
  }
}

/** By which a text is found. None holds a zero byte, at which SQLite would end it: names are marked, and JSON writes it otherwise. */
export function textHash(body: string): Uint8Array {
  return createHash('sha256').update(body).digest().subarray(0, 16)
}
