/** The option `exclude`, checked and copied. */

import { parseDay } from '../day/calendar.ts'
import { type Exclude, weekdays } from '../day/exclude.ts'
import { badOption } from './bad-option.ts'

/** A copy, so that a later change of a list does not change the set; undefined where nothing is left out. */
export function checkExclude(maker: string, exclude: Exclude): Exclude | undefined {
  const isObject = typeof exclude === 'object' && exclude !== null && !Array.isArray(exclude)
  if (!isObject) {
    throw badOption(maker, 'exclude', exclude, {
      what: `exclude ${JSON.stringify(exclude)} is not a rule`,
      why: 'it holds dates, weekdays and a calendar',
      fix: "write exclude: { weekdays: ['saturday'], dates: ['2001-12-25'] }, or leave it out",
    })
  }
  const unknown = Object.keys(exclude).find(rule => !['dates', 'weekdays', 'calendar'].includes(rule))
  if (unknown !== undefined) {
    throw badOption(maker, 'exclude', unknown, {
      what: `exclude does not know ${unknown}`,
      why: 'it holds dates, weekdays and a calendar',
      fix: 'correct or remove it',
    })
  }
  const [dates, days] = [listOf(maker, 'dates', exclude.dates), listOf(maker, 'weekdays', exclude.weekdays)]
  const { calendar } = exclude
  for (const date of dates) {
    if (typeof date === 'string' && parseDay(date) !== undefined) continue
    throw badOption(maker, 'exclude', date, {
      what: `Excluded date ${JSON.stringify(date)} is not a calendar date`,
      why: 'dates are written YYYY-MM-DD',
      fix: 'correct or remove it',
    })
  }
  for (const day of days) {
    if (weekdays.includes(day)) continue
    throw badOption(maker, 'exclude', day, {
      what: `${JSON.stringify(day)} is not a weekday`,
      why: `weekdays are ${weekdays.join(', ')}`,
      fix: 'correct or remove it',
    })
  }
  if (new Set(days).size === weekdays.length) {
    throw badOption(maker, 'exclude', days, {
      what: 'Every weekday is excluded',
      why: 'such a set would never hold a window',
      fix: 'remove at least one of them from the list',
    })
  }
  if (calendar !== undefined && typeof calendar !== 'function') {
    throw badOption(maker, 'exclude', calendar, {
      what: 'The excluded calendar is not a function',
      why: 'it is asked about each date',
      fix: "give a function of a date: calendar: date => date.endsWith('-12-25')",
    })
  }
  if (dates.length === 0 && days.length === 0 && calendar === undefined) return undefined
  return Object.freeze({ dates, weekdays: days, ...(calendar === undefined ? {} : { calendar }) })
}

function listOf<T>(maker: string, name: string, given: readonly T[] | undefined): readonly T[] {
  if (given === undefined) return []
  if (Array.isArray(given)) return Object.freeze([...given])
  throw badOption(maker, 'exclude', given, {
    what: `Excluded ${name} are ${JSON.stringify(given)}, not a list`,
    why: `${name} are given as a list, even a single one`,
    fix: `write ${name}: [...]`,
  })
}
