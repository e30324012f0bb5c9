/** The `@example` texts of a source file's doc comments, fenced or bare. */
import { basename } from 'node:path'
import type { Example } from './example.ts'

/** Bare lines have no room for a setup: they use the names of a prelude called like their file, then of `preludes/tsdoc.ts`. */
export function tsdocExamples(source: string, text: string): readonly Example[] {
  return Array.from(text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\//g)).flatMap(comment => {
    const firstLine = text.slice(0, comment.index).split('\n').length
    const lines = comment[0].split('\n').map(line => line.replace(/^\s*\*\/$|^\s*\* ?/, ''))
    return examplesIn(lines).map(({ at, code }) => ({
      source,
      line: firstLine + at,
      code,
      words: [],
      setups: [basename(source, '.ts'), 'tsdoc'],
    }))
  })
}

function examplesIn(lines: readonly string[]): readonly { readonly at: number; readonly code: string }[] {
  return lines.flatMap((line, index) => {
    if (line.trim() !== '@example') return []
    const rest = lines.slice(index + 1)
    const next = rest.findIndex(each => /^@\w/.test(each))
    const own = next < 0 ? rest : rest.slice(0, next)
    const isFenced = own[0]?.startsWith('```ts') === true
    const code = isFenced ? own.slice(1, own.indexOf('```')) : own
    return [{ at: index + (isFenced ? 2 : 1), code: `${code.join('\n').trimEnd()}\n` }]
  })
}
