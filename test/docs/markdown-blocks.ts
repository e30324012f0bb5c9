/** The ts blocks of a Markdown page, each with the setup that a hidden comment names for it. */
import type { Example } from './example.ts'

/** `<!-- setup: orders -->` on the line above a fence is for that block; readers of the page do not see it. */
export function markdownBlocks(source: string, text: string): readonly Example[] {
  const blocks = text.matchAll(/^(?:<!-- setup: (?<setup>[\w-]+) -->\n)?```ts(?<words>[^\n]*)\n(?<code>[\s\S]*?)^```$/gm)
  return Array.from(blocks, block => {
    const { setup, words = '', code = '' } = block.groups ?? {}
    const line = text.slice(0, block.index + block[0].indexOf(code, block[0].indexOf('```ts') + 5)).split('\n').length
    return { source, line, code, words: words.split(' ').filter(word => word !== ''), setups: setup === undefined ? [] : [setup] }
  })
}
