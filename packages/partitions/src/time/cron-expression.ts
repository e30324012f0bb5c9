/** A cron expression as the days on which it ticks and the times of such a day. */
import { Cron } from 'croner'
import { PartitionError } from '../errors.ts'
import { type Day, msPerDay } from './calendar.ts'

export interface CronExpression {
  /** The fields with one space between. */
  readonly text: string
  /** The first day after the given one on which it ticks, or undefined where there is none before the year 10000; undefined as a whole: every day. */
  readonly days: ((after: Day) => Day | undefined) | undefined
  /** Milliseconds after midnight, sorted. */
  readonly times: readonly number[]
  readonly isInEveryHour: boolean
}

export function parseCron(expression: string): CronExpression {
  const fields = typeof expression === 'string' ? expression.trim().split(/\s+/) : []
  if (fields.length !== 5) throw unreadable(expression, 'it has five fields: minute, hour, day of month, month, weekday')
  const text = fields.join(' ')
  const [minute, hour, ...rest] = fields
  const times = timesOf(parse(`${minute} ${hour} * * *`, text))
  const ofDays = parse(`0 0 ${rest.join(' ')}`, text)
  if (nextDay(ofDays, 0) === undefined) throw unreadable(expression, 'it never ticks: no month has that day')
  return {
    text,
    days: rest.every(field => field === '*') ? undefined : after => nextDay(ofDays, after),
    times,
    isInEveryHour: new Set(times.map(time => Math.floor(time / 3_600_000))).size === 24,
  }
}

/** Days and times are independent of each other, and of any zone: the parser only ever sees UTC. */
function parse(pattern: string, expression: string): Cron {
  try {
    return new Cron(pattern, { timezone: 'UTC', mode: '5-part' })
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    throw unreadable(expression, message, error)
  }
}

function timesOf(cron: Cron): readonly number[] {
  const times: number[] = []
  for (let next = cron.nextRun(new Date(-1)); next !== null && next.getTime() < msPerDay; next = cron.nextRun(next))
    times.push(next.getTime())
  return times
}

function nextDay(cron: Cron, after: Day): Day | undefined {
  const next = cron.nextRun(new Date(after * msPerDay))
  return next === null ? undefined : Math.floor(next.getTime() / msPerDay)
}

function unreadable(expression: string, why: string, cause?: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `Cron expression ${JSON.stringify(expression)} cannot be used`,
    where: 'cron(), expression',
    why,
    fix: "write five fields, such as '0 6 * * 1-5'",
    details: { expression },
    cause,
  })
}
