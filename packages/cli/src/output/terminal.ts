/** What a stream can show: colours and moving lines only on a terminal that wants them. */
import pc from 'picocolors'

export type Colours = ReturnType<typeof pc.createColors>

export function coloursOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Colours {
  return pc.createColors(isLive(stream, env) && !env.NO_COLOR)
}

/** Whether a person watches. */
export function isLive(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY === true && !env.CI && env.TERM !== 'dumb'
}
