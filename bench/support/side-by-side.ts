/** The same questions put to two ways of answering them, in turns: what one question costs each, and whether they agree. */
import { cpuUsage } from 'node:process'
import { isDeepStrictEqual } from 'node:util'

export interface Sides<Question, Answer> {
  readonly questions: readonly Question[]
  readonly ours: (question: Question) => Answer
  readonly baseline: (question: Question) => Answer
  /** How many things one question is about; 1 by default. */
  readonly size?: number
}

export interface SideBySide {
  /** Nanoseconds of processor time for each thing asked about, which other work on the machine hardly changes: the median of the rounds. */
  readonly ours: number
  readonly baseline: number
  /** The first question that the two answer differently. */
  readonly wrong: { readonly question: unknown; readonly ours: unknown; readonly baseline: unknown } | undefined
}

const rounds = 9

export function sideBySide<Question, Answer>({ questions, ours, baseline, size = 1 }: Sides<Question, Answer>): SideBySide {
  const answers: [Answer[], Answer[]] = [new Array(questions.length), new Array(questions.length)]
  const spent: [number[], number[]] = [[], []]
  const sides = [ours, baseline] as const
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const started = processorMs()
      for (let index = 0; index < questions.length; index += 1) answers[side][index] = sides[side](questions[index]!)
      // The first round warms up.
      if (round > 0) spent[side].push(((processorMs() - started) * 1e6) / questions.length / size)
    }
  }
  const index = questions.findIndex((_, each) => !isDeepStrictEqual(answers[0][each], answers[1][each]))
  const wrong = index < 0 ? undefined : { question: questions[index], ours: answers[0][index], baseline: answers[1][index] }
  return { ours: median(spent[0]), baseline: median(spent[1]), wrong }
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!
}

/** Milliseconds that the processor has worked for this process. */
export function processorMs(): number {
  const { user, system } = cpuUsage()
  return (user + system) / 1000
}
