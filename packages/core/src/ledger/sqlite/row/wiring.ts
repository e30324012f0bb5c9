/** Lineage as what many materializations have in common, and what is a materialization's own. */
import type { LineageInput, Sequence } from '../../records.ts'

/** One input. `true` means the partition's own key, or the column that says it; `false` means the next of the row's own texts. */
export interface WiredInput {
  readonly asOf: true | null
  readonly asset: string
  readonly environment: string | null
  readonly external: true | null
  readonly input: string
  readonly mapping: string
  readonly missing: string | boolean
  readonly partitions: string | boolean
  readonly short: boolean
}

export interface Wired {
  readonly wiring: readonly WiredInput[]
  readonly own: OwnReads
}

/** What a materialization reads that others do not. */
export interface OwnReads {
  readonly asOf: Sequence | null
  /** Versions of externals, in the order of the inputs that read them. */
  readonly externals: readonly string[]
  /** Partitions that were read, or missing, where no rule says them. */
  readonly texts: readonly string[]
}

/** Undefined where the columns cannot say it. */
export function wire(lineage: unknown, key: string): Wired | undefined {
  if (!Array.isArray(lineage) || !lineage.every(isInput)) return undefined
  const wiring: WiredInput[] = []
  const externals: string[] = []
  const texts: string[] = []
  let asOf: Sequence | null = null
  const said = (text: string): string | boolean => {
    if (text === key && key !== '') return true
    if (text === '' || text === '*') return text
    texts.push(text)
    return false
  }
  for (const one of lineage) {
    if (one.asOf !== null && asOf !== null && one.asOf !== asOf) return undefined
    asOf = one.asOf ?? asOf
    if (one.external !== null) externals.push(one.external)
    const { asset, environment, input, mapping, short } = one
    const [missing, partitions] = [said(one.missing), said(one.partitions)]
    wiring.push({
      asOf: one.asOf === null ? null : true,
      asset,
      environment,
      external: one.external === null ? null : true,
      input,
      mapping,
      missing,
      partitions,
      short,
    })
  }
  return { wiring, own: { asOf, externals, texts } }
}

/** Canonical JSON of the lineage. */
export function lineageText(wiring: readonly WiredInput[], key: string, { asOf, externals, texts }: OwnReads): string {
  let external = 0
  let text = 0
  const said = (form: string | boolean) => JSON.stringify(form === true ? key : form === false ? texts[text++] : form)
  const inputs = wiring.map(one => {
    const [missing, partitions] = [said(one.missing), said(one.partitions)]
    const version = one.external === null ? 'null' : JSON.stringify(externals[external++])
    const before = `{"asOf":${one.asOf === null ? 'null' : asOf},"asset":${JSON.stringify(one.asset)},"environment":${JSON.stringify(one.environment)}`
    const between = `,"external":${version},"input":${JSON.stringify(one.input)},"mapping":${JSON.stringify(one.mapping)}`
    return `${before}${between},"missing":${missing},"partitions":${partitions},"short":${one.short}}`
  })
  return `[${inputs.join(',')}]`
}

/** Canonical JSON. */
export function wiringText(wiring: readonly WiredInput[]): string {
  const inputs = wiring.map(one => {
    const before = `{"asOf":${one.asOf},"asset":${JSON.stringify(one.asset)},"environment":${JSON.stringify(one.environment)}`
    const between = `,"external":${one.external},"input":${JSON.stringify(one.input)},"mapping":${JSON.stringify(one.mapping)}`
    return `${before}${between},"missing":${JSON.stringify(one.missing)},"partitions":${JSON.stringify(one.partitions)},"short":${one.short}}`
  })
  return `[${inputs.join(',')}]`
}

const fields = 9

function isInput(one: unknown): one is LineageInput {
  if (typeof one !== 'object' || one === null || Object.keys(one).length !== fields) return false
  const { input, asset, mapping, partitions, missing, short, environment, asOf, external } = one as { [K in keyof LineageInput]?: unknown }
  const areTexts = [input, asset, mapping, partitions, missing].every(text => typeof text === 'string')
  const areTextsOrNull = [environment, external].every(text => text === null || typeof text === 'string')
  return areTexts && areTextsOrNull && typeof short === 'boolean' && (asOf === null || Number.isSafeInteger(asOf))
}
