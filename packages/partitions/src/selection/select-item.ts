/** One item of a selection, in one dimension: a word, a key, a period or a range of windows. */
import { type DynamicAsOf, hasDynamicKeys } from '../dynamic.ts'
import { escapeKey, unescapeKey } from '../key-text.ts'
import { nearestWord } from '../nearest.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import type { Ranges } from '../ranges.ts'
import { isSegments } from '../segments.ts'
import { hasWindows } from '../time/time-set.ts'
import { selectWindows } from './select-windows.ts'
import { badSelection, unknownPartition } from './selection-errors.ts'

export function selectItem(item: string, of: PartitionsAsOf, dimension: string | undefined): Ranges {
  refuseAnywhere(item, of, dimension)
  if (item === '*') return of.count === 0 ? [] : [[0, of.count]]
  if (hasWindows(of)) return selectWindows(item, of, dimension)
  if (item === 'latest') throw latestWithoutTime(of, dimension)
  if (item.includes('..')) throw rangeWithoutTime(item, of, dimension)
  const ordinal = of.ordinalOf(item)
  if (ordinal === undefined) throw unknownKey(item, of, dimension)
  return [[ordinal, ordinal + 1]]
}

/** Throws for what is no item of any set: nothing at all, and words that select by state. */
export function refuseAnywhere(item: string, of: PartitionsAsOf, dimension: string | undefined): void {
  if (item === '') throw emptyItem(of, dimension)
  if (item === 'missing' || item === 'stale') throw stateWord(item, of, dimension)
}

function unknownKey(item: string, of: PartitionsAsOf, dimension: string | undefined): Error {
  const what = `${JSON.stringify(unescapeKey(item))} is not a partition`
  if (hasDynamicKeys(of)) return unknownDynamicKey(item, of, dimension, what)
  if (!isSegments(of.set)) {
    return unknownPartition(item, of, dimension, { what, why: 'an unpartitioned asset has one partition, without a key' }, '*')
  }
  const nearest = nearestWord(unescapeKey(item), of.set.keys)
  const why = `none of the ${of.set.keys.length} segments has that key`
  return unknownPartition(item, of, dimension, { what, why }, nearest === undefined ? undefined : escapeKey(nearest))
}

function unknownDynamicKey(item: string, of: DynamicAsOf, dimension: string | undefined, what: string): Error {
  const key = unescapeKey(item)
  const nearest = nearestWord(key, of.keys)
  const why = `none of the ${of.count} keys of ${of.set.name} is that one`
  const remedy = `varve keys add ASSET ${/^[\w.-]+$/.test(key) ? key : JSON.stringify(key)} adds it`
  return unknownPartition(item, of, dimension, { what, why }, nearest === undefined ? undefined : escapeKey(nearest), remedy)
}

function emptyItem(of: PartitionsAsOf, dimension: string | undefined): Error {
  return badSelection('', of, dimension, {
    what: 'A selection item is empty',
    why: 'a comma, = or ; stands with nothing beside it',
    fix: 'remove it, or write the key that belongs there',
  })
}

function stateWord(word: string, of: PartitionsAsOf, dimension: string | undefined): Error {
  return badSelection(word, of, dimension, {
    what: `${word} cannot be part of a list`,
    why: 'it selects by state, which only the ledger knows, so it stands alone as the whole selection',
    fix: `select ${word} alone; a key of that name is written ${escapeKey(word)}`,
  })
}

function latestWithoutTime(of: PartitionsAsOf, dimension: string | undefined): Error {
  return badSelection('latest', of, dimension, {
    what: 'latest has no meaning here',
    why: 'only windows of time have a latest one',
    fix: `name the keys; a key of that name is written ${escapeKey('latest')}`,
  })
}

function rangeWithoutTime(item: string, of: PartitionsAsOf, dimension: string | undefined): Error {
  return badSelection(item, of, dimension, {
    what: `${JSON.stringify(item)} is a range of segments`,
    why: 'only windows of time have ranges; what lies between two segments would change with the order of their declaration',
    fix: 'list the keys with commas; two dots inside a key are written %2E.',
  })
}
