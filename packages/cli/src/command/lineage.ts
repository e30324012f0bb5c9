/** `varve lineage`: what a version was made from, or what was made from it. */
import type { LineageDocument } from '@varve/core'
import { Command } from 'commander'
import type { Page } from '../output/page.ts'
import { counted, reference, shortHash, shortRanges } from '../output/short.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
import { type EnvironmentOption, withEnvironment } from './environment-option.ts'
import { wholeNumber } from './whole-number.ts'

interface LineageOptions extends EnvironmentOption {
  readonly downstream?: boolean
  readonly depth: number
}

export function lineageCommand(stdout: Stdout): Command {
  return withEnvironment(new Command('lineage'))
    .description('Show what the current version was made from, or what was made from it.')
    .argument('<reference>', 'ASSET, or ASSET@PARTITION of a partitioned one')
    .option('--downstream', 'follow readers instead of inputs')
    .option('--depth <steps>', 'how far', wholeNumber(0), 1)
    .addHelpText('after', '\nExample:\n  varve lineage delayFeatures@2001-01-07 --depth 2')
    .action((text: string, { downstream = false, depth, env }: LineageOptions, command: Command) =>
      answer(command, stdout, {
        ask: async (config, options) =>
          (await import('@varve/core')).lineage(config, text, { ...options, downstream, depth, environment: env }),
        show: (document, page) => show(document, downstream, page),
      }),
    )
}

type Node = LineageDocument['nodes'][string]

interface Branch {
  readonly id: string
  readonly label: string
}

function show({ root, nodes, edges }: LineageDocument, downstream: boolean, { colours }: Page): string {
  const branches = new Map<string, Branch[]>()
  for (const { from, to, input, missing } of edges) {
    const [parent, id] = downstream ? [from, to] : [to, from]
    const gap = missing === '' ? '' : colours.yellow(` (missing ${shortRanges(missing)})`)
    const list = branches.get(parent) ?? []
    branches.set(parent, list)
    list.push({ id, label: `${colours.dim(`${input}:`)} `.concat(nodeText(nodes[id]!), gap) })
  }
  const lines = [nodeText(nodes[root]!), ...origin(nodes[root]!).map(line => colours.dim(`  ${line}`))]
  const shown = new Set<string>()
  const addBranches = (id: string, indent: string) => {
    shown.add(id)
    if (!downstream) lines.push(...nothingRead(nodes[id]!).map(text => `${indent}${colours.dim(text)}`))
    for (const branch of branches.get(id) ?? []) {
      const again = shown.has(branch.id) && branches.has(branch.id)
      lines.push(`${indent}${branch.label}${again ? colours.dim(' (as above)') : ''}`)
      if (!again) addBranches(branch.id, `${indent}  `)
    }
  }
  addBranches(root, '  ')
  return lines.join('\n')
}

/** Inputs of which nothing was read, so no branch leads to them. */
function nothingRead({ inputs }: Node): readonly string[] {
  const empty = inputs.filter(({ partitions, external }) => partitions === '' && external === null)
  return empty.map(({ input, asset, missing }) => {
    return `${input}: nothing of ${asset}${missing === '' ? ' existed' : ` (missing ${shortRanges(missing)})`}`
  })
}

function nodeText({ asset, partition, version, artifact, erased }: Node): string {
  const facts = [reference(asset, partition), `version ${shortHash(version)}`]
  if (artifact === null) return facts.join('  ')
  const rows = artifact.rows === null ? [] : [counted(artifact.rows, 'row')]
  const gone = erased === null ? [] : [`erased ${erased.at.slice(0, 10)}: ${erased.reason}`]
  return [...facts, ...rows, `sha256 ${shortHash(artifact.sha256)}`, ...gone].join('  ')
}

/** Who made it; what is unknown is left out. */
function origin({ run, createdAt, provenance }: Node): readonly string[] {
  const { gitCommit, gitDirty, node } = provenance
  const git = gitCommit === null ? [] : [`git ${shortHash(gitCommit)}${gitDirty ? ' with changes' : ''}`]
  const made = run === null ? [] : [`made by run ${run}`, ...(createdAt === null ? [] : [`at ${createdAt}`])]
  const facts = [...made, ...git, ...(node === null ? [] : [`node ${node}`])]
  return facts.length === 0 ? [] : [facts.join(', ')]
}
