/** One item of a selection, in one dimension: a word, a key, a period or a range of windows. */

import type { Ranges } from '../ordinal/ranges.ts'
import { type DynamicAsOf, hasDynamicKeys } from '../set/dynamic.ts'
import { isSegments } from '../set/segments.ts'
import { escapeKey, unescapeKey } from '../text/key-text.ts'
import { nearestWord } from '../text/nearest-word.ts'
import { shellQuoted } from '../text/shell-quoted.ts'
import { hasWindows } from '../time/time-set.ts'
import { selectWindows } from './select-windows.ts'
import { badSelection, type Reading, type Remedy, unknownPartition } from './selection-errors.ts'

export function selectItem(item: string, reading: Reading): Ranges {
  refuseAnywhere(item, reading)
  const { of, dimension } = reading
  if (item === '*') return of.count === 0 ? [] : [[0, of.count]]
  if (hasWindows(of)) return selectWindows(item, { of, dimension })
  if (item === 'latest') throw latestWithoutTime(reading)
  if (item.includes('..')) throw rangeWithoutTime(item, reading)
  const ordinal = of.ordinalOf(item)
  if (ordinal === undefined) throw unknownKey(item, reading)
  return [[ordinal, ordinal + 1]]
}

/** Throws for what is not an item of any set: empty text, and words that select by state. */
export function refuseAnywhere(item: string, reading: Reading): void {
  if (item === '') throw emptyItem(reading)
  if (item === 'missing' || item === 'stale') throw stateWord(item, reading)
}

function unknownKey(item: string, reading: Reading): Error {
  const { of, dimension } = reading
  const what = `${JSON.stringify(unescapeKey(item))} is not a partition`
  if (hasDynamicKeys(of)) return unknownDynamicKey(item, { of, dimension }, what)
  if (!isSegments(of.set)) {
    return unknownPartition(item, reading, { what, why: 'an unpartitioned asset has one partition, without a key' }, { nearest: '*' })
  }
  const why = `none of the ${of.set.keys.length} segments has that key`
  return unknownPartition(item, reading, { what, why }, remedyOf(item, of.set.keys))
}

function unknownDynamicKey(item: string, reading: Reading<DynamicAsOf>, what: string): Error {
  const { of } = reading
  const key = unescapeKey(item)
  const why = `it is not among the ${of.count} keys of ${of.set.name}`
  const act = `varve keys add ASSET ${/^[\w.-]+$/.test(key) ? key : shellQuoted(key)} adds it`
  return unknownPartition(item, reading, { what, why }, remedyOf(item, of.keys, act))
}

/** @param act what else would help, unless the item is a piece of a key that holds a comma: `a,b` is two items, and `a%2Cb` is that key. */
function remedyOf(item: string, keys: readonly string[], act?: string): Remedy {
  const key = unescapeKey(item)
  const cut = keys.find(each => /[,;]/.test(each) && each.split(/[,;]/).some(piece => piece.trim() === key))
  if (cut !== undefined)
    return { nearest: escapeKey(cut), act: `the key ${JSON.stringify(cut)} is written ${escapeKey(cut)} in a selection` }
  const nearest = nearestWord(key, keys)
  return { nearest: nearest === undefined ? undefined : escapeKey(nearest), act }
}

function emptyItem(reading: Reading): Error {
  return badSelection('', reading, {
    what: 'A selection item is empty',
    why: 'there is nothing before or after a comma, = or ;',
    fix: 'remove it, or write the key that belongs there',
  })
}

function stateWord(word: string, reading: Reading): Error {
  return badSelection(word, reading, {
    what: `${word} cannot be part of a list`,
    why: 'it selects by state, which only the ledger knows, so it can only be the whole selection',
    fix: `select ${word} alone; a key of that name is written ${escapeKey(word)}`,
  })
}

function latestWithoutTime(reading: Reading): Error {
  return badSelection('latest', reading, {
    what: 'latest has no meaning here',
    why: 'only windows of time have a latest one',
    fix: `name the keys; a key of that name is written ${escapeKey('latest')}`,
  })
}

function rangeWithoutTime(item: string, reading: Reading): Error {
  return badSelection(item, reading, {
    what: `${JSON.stringify(item)} is a range of segments`,
    why: 'only windows of time have ranges; the segments between two others would depend on the order of declaration',
    fix: 'list the keys with commas; two dots inside a key are written %2E.',
  })
}
