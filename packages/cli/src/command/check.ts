/** `varve check`: findings about catalog, config and source; runs nothing. */
import type { CheckDocument } from '@varve/core'
import { Command } from 'commander'
import type { Page } from '../output/page.ts'
import { counted } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'

export function checkCommand(stdout: Stdout): Command {
  return new Command('check')
    .description('Say what is wrong or doubtful about catalog, config and source; run nothing.')
    .addHelpText('after', '\nExit status 1 where a finding is an error.\n\nExample:\n  varve check')
    .action((_options: unknown, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) => (await import('@varve/core')).check(config, options),
        show,
        exitStatus: ({ ok }) => (ok ? 0 : 1),
      }),
    )
}

function show({ ok, assets, edges, findings }: CheckDocument, { colours }: Page): string {
  const lines = findings.flatMap(({ severity, code, asset, message, fix, file, line }) => {
    const head = severity === 'error' ? colours.red(severity) : colours.yellow(severity)
    const place = file === null ? [] : [`  where  ${line === null ? file : `${file}:${line}`}`]
    const subject = asset === null ? '' : `${asset}: `
    return [`${head}  ${code}  ${subject}${message}`, ...place, ...(fix === null ? [] : [`  fix    ${fix}`])]
  })
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const summary = findings.length === 0 ? 'nothing found' : `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`
  return [
    ...lines,
    `${ok ? colours.green('ok') : colours.red('not ok')}: ${counted(assets, 'asset')}, ${counted(edges, 'edge')}; ${summary}`,
  ].join('\n')
}
