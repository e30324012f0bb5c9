/** What a shell makes of a quoted word. */
import { execFileSync } from 'node:child_process'
import { shellQuoted } from '@varve/partitions'
import { expect, test } from 'vitest'

test.each([
  ['ORD', `'ORD'`],
  [`O'Brien`, String.raw`'O'\''Brien'`],
  [`'`, String.raw`''\'''`],
  ['$HOME `id` "a" \\ !x *', `'$HOME \`id\` "a" \\ !x *'`],
  ['a\nb', `'a\nb'`],
  ['', `''`],
])('a shell reads %j again from its quoted form', (text, quoted) => {
  expect(shellQuoted(text)).toBe(quoted)
  if (process.platform !== 'win32') expect(execFileSync('sh', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' })).toBe(text)
})
