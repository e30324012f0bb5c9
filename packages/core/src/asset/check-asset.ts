/** Refuses an asset definition that plain JavaScript, or a cast, let through the types. */
import { isOwnPast } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { suggest } from '../foundation/suggest.ts'
import { requireFormat } from '../io/check-format.ts'
import { isAsset, isInput } from './any-asset.ts'
import { isExternal } from './external.ts'

const keys = ['partitions', 'config', 'contract', 'inputs', 'format', 'reads', 'description', 'group', 'tags', 'owner', 'run']

interface Given {
  readonly run?: unknown
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly reads?: unknown
  readonly format?: unknown
}

export function checkAsset(definition: object): void {
  for (const key of Object.keys(definition)) {
    if (!keys.includes(key)) throw bad(`asset() does not know the key '${key}'`, suggest(key, keys).fix)
  }
  const { run, inputs = {}, reads = [], format } = definition as Given
  if (typeof run !== 'function') throw bad('asset() was given no run function', 'add run: (inputs, context) => value')
  checkReads(reads)
  if (format !== undefined) requireFormat(format, 'asset()', 'BAD_ASSET')
  for (const [name, input] of Object.entries(inputs)) {
    if (isAsset(input) || isExternal(input) || isInput(input) || isOwnPast(input)) continue
    throw new VarveError('BAD_ASSET', {
      what: `input '${name}' is not an asset`,
      why: input === undefined ? 'the value is undefined: two modules that import each other, perhaps' : `it is ${typeof input}`,
      fix: 'name an asset, an external, from(asset, { partitions }), or self(previous)',
      details: { input: name },
    })
  }
}

function checkReads(reads: unknown): void {
  if (!Array.isArray(reads)) throw bad('reads is not a list of files', "write reads: ['./query.sql']")
  for (const file of reads) {
    if (file instanceof URL ? file.protocol === 'file:' : typeof file === 'string' && file !== '') continue
    throw bad(`reads names something that is not a file: ${String(file)}`, "write reads: ['./query.sql'], or the URL of a file")
  }
}

function bad(what: string, fix: string): VarveError {
  return new VarveError('BAD_ASSET', { what, fix })
}
