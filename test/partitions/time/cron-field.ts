/** A field of a cron expression, written from the values it is to name. */
import fc from 'fast-check'

export interface CronField {
  readonly text: string
  readonly values: ReadonlySet<number>
}

/** `*`, or up to three of a value, a range, a range with a step and a step. */
export function cronField(min: number, max: number): fc.Arbitrary<CronField> {
  const value = fc.integer({ min, max })
  const step = fc.integer({ min: 2, max: Math.max(2, Math.floor((max - min) / 2)) })
  const range = fc.tuple(value, value).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
  const item = fc.oneof(
    value.map(only => ({ text: `${only}`, values: [only] })),
    range.map(([from, to]) => ({ text: `${from}-${to}`, values: every(1, from, to) })),
    fc.tuple(range, step).map(([[from, to], by]) => ({ text: `${from}-${to}/${by}`, values: every(by, from, to) })),
    step.map(by => ({ text: `*/${by}`, values: every(by, min, max) })),
  )
  const list = fc.array(item, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    fc.constant({ text: '*', values: new Set(every(1, min, max)) }),
    list.map(items => ({ text: items.map(({ text }) => text).join(), values: new Set(items.flatMap(({ values }) => values)) })),
  )
}

export interface CronDays {
  readonly ofMonth: CronField
  readonly month: CronField
  /** 0 and 7 are Sunday. */
  readonly ofWeek: CronField
}

/** Where both kinds of day are named, either will do. */
export function ticksOn({ ofMonth, month, ofWeek }: CronDays, date: Date): boolean {
  if (!month.values.has(date.getUTCMonth() + 1)) return false
  const weekday = date.getUTCDay()
  const isOfMonth = ofMonth.values.has(date.getUTCDate())
  const isOfWeek = ofWeek.values.has(weekday) || (weekday === 0 && ofWeek.values.has(7))
  return ofMonth.text === '*' || ofWeek.text === '*' ? isOfMonth && isOfWeek : isOfMonth || isOfWeek
}

/** Eight years from 2000 hold every date and every weekday of it that matters here. */
export function ticksEver(days: CronDays): boolean {
  return Array.from({ length: 8 * 366 }, (_, index) => new Date(Date.UTC(2000, 0, 1 + index))).some(date => ticksOn(days, date))
}

function every(step: number, from: number, to: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}
