/** The files of a project of many assets, each of which reads up to two of those before it. */
import { randomFrom } from './random.ts'

export interface GeneratedCatalog {
  readonly files: Readonly<Record<string, string>>
  /** The same names and edges, for whoever needs no more. */
  readonly names: readonly string[]
  readonly edges: readonly (readonly [from: string, to: string])[]
}

export interface CatalogShape {
  readonly assets: number
  readonly perFile: number
  /** Whether each asset has a partition for each day since 2001-01-01. */
  readonly isDaily: boolean
}

export const firstDay = Date.UTC(2001, 0, 1)
export const dayMs = 86_400_000

/** An asset reads others that are no further back. */
const reach = 250

export function generatedCatalog({ assets, perFile, isDaily }: CatalogShape): GeneratedCatalog {
  const random = randomFrom(assets)
  const reads = Array.from({ length: assets }, (_, index) => {
    const nearest = Math.min(index, reach)
    return nearest === 0 ? [] : [...new Set([index - 1 - random(nearest), index - 1 - random(nearest)])]
  })
  const files: Record<string, string> = {
    'days.ts': `import { daily } from 'varve'\n\nexport const days = daily({ start: '2001-01-01' })\n`,
    'rows.ts': `export function rowsOf(id: number, inputs: number): readonly { readonly id: number }[] {\n  return [{ id: id + inputs }]\n}\n`,
  }
  const fileCount = Math.ceil(assets / perFile)
  for (let file = 0; file < fileCount; file += 1) {
    const own = Array.from({ length: Math.min(perFile, assets - file * perFile) }, (_, index) => file * perFile + index)
    files[fileName(file)] = fileText(own, reads, perFile, isDaily)
  }
  files['varve.config.ts'] = configText(fileCount)
  return {
    files,
    names: reads.map((_, index) => nameOf(index)),
    edges: reads.flatMap((ofOne, index) => ofOne.map(read => [nameOf(read), nameOf(index)] as const)),
  }
}

/** Of the asset in the middle. */
export function fileOfMiddle({ assets, perFile }: CatalogShape): { readonly file: string; readonly text: string } {
  const middle = Math.floor(assets / 2)
  return { file: fileName(Math.floor(middle / perFile)), text: `rowsOf(${middle},` }
}

function fileText(own: readonly number[], reads: readonly (readonly number[])[], perFile: number, isDaily: boolean): string {
  const fileOf = (index: number) => Math.floor(index / perFile)
  const others = new Map<number, Set<number>>()
  for (const read of own.flatMap(index => reads[index]!)) {
    if (own.includes(read)) continue
    others.set(fileOf(read), (others.get(fileOf(read)) ?? new Set()).add(read))
  }
  const lines = [
    `import { asset } from 'varve'`,
    ...(isDaily ? [`import { days } from '../days.ts'`] : []),
    `import { rowsOf } from '../rows.ts'`,
  ]
  for (const [file, indexes] of others) {
    lines.push(`import { ${[...indexes].map(nameOf).join(', ')} } from '../${fileName(file)}'`)
  }
  for (const index of own) {
    const inputs = reads[index]!.map(nameOf).join(', ')
    const given = reads[index]!.length === 0 ? '{}' : `{ ${inputs} }`
    const sizes = reads[index]!.map(read => `${nameOf(read)}.length`).join(' + ') || '0'
    lines.push(
      `export const ${nameOf(index)} = asset({${isDaily ? ' partitions: days,' : ''} inputs: ${given}, run: (${given}) => rowsOf(${index}, ${sizes}) })`,
    )
  }
  return `${lines.join('\n')}\n`
}

function configText(fileCount: number): string {
  const files = Array.from({ length: fileCount }, (_, file) => file)
  return `import { catalog, defineConfig, file, ioManager, parquet } from 'varve'
${files.map(file => `import * as part${file} from './${fileName(file)}'`).join('\n')}

export default defineConfig({
  entry: import.meta.url,
  catalog: catalog({ ${files.map(file => `...part${file}`).join(', ')} }),
  io: ioManager({ storage: file('./data'), format: parquet(), tree: 'none' }),
})
`
}

function nameOf(index: number): string {
  return `a${String(index).padStart(5, '0')}`
}

function fileName(file: number): string {
  return `assets/part-${String(file).padStart(4, '0')}.ts`
}
