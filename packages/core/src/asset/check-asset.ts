/** Refuses an asset definition that plain JavaScript, or a cast, let through the types. */
import { isOwnPast } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import { suggest } from '../foundation/suggest.ts'
import { isAsset, isInput } from './any-asset.ts'
import { isExternal } from './external.ts'

const keys = ['partitions', 'config', 'contract', 'inputs', 'format', 'description', 'group', 'tags', 'owner', 'run']

export function checkAsset(definition: object): void {
  for (const key of Object.keys(definition)) {
    if (!keys.includes(key)) throw bad(`asset() does not know the key '${key}'`, suggest(key, keys).fix)
  }
  const { run, inputs = {} } = definition as { readonly run?: unknown; readonly inputs?: Readonly<Record<string, unknown>> }
  if (typeof run !== 'function') throw bad('asset() was given no run function', 'add run: (inputs, context) => value')
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

function bad(what: string, fix: string): VarveError {
  return new VarveError('BAD_ASSET', { what, fix })
}
