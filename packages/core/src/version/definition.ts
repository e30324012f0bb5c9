/** The definition hash of an asset: what of its own code and config decides a value. */
import type { AnyAsset } from '../asset/any-asset.ts'
import { canonicalJson } from '../foundation/canonical.ts'
import { hashParts } from '../foundation/hash.ts'
import type { JsonObject } from '../foundation/json.ts'
import type { Format } from '../io/format.ts'
import type { GuardedConfig } from '../secret/guarded-config.ts'
import type { AssetCode } from '../source/code-version.ts'
import { contractHash } from './contract-hash.ts'

export interface AssetIdentity {
  /** Null where the source is unknown: such a definition equals no other, so the asset is always made anew. */
  readonly codeVersion: string | null
  readonly configHash: string
  /** As it is recorded, without its secrets. */
  readonly config: JsonObject
  /** What `run` gets. */
  readonly revealConfig: () => JsonObject
  readonly definitionHash: string
  readonly contractHash: string | null
  /** The code of a format or storage of the user's own; null where both are Varve's. */
  readonly formatCode: string | null
}

/** @param nonce replaces an unknown code version; a key is never made without that part (semantics 24). */
export function identify(asset: AnyAsset, config: GuardedConfig, format: Format, code: AssetCode, nonce: string): AssetIdentity {
  const configHash = configHashOf(config, format)
  const { formatCode } = code
  const codeVersion = code.code !== null && formatCode !== null ? hashParts('code-format', [code.code, formatCode]) : code.code
  const definitionHash = hashParts('definition', [codeVersion === null ? `unknown ${nonce}` : `code ${codeVersion}`, configHash])
  return {
    codeVersion,
    configHash,
    config: config.shown,
    revealConfig: config.reveal,
    definitionHash,
    contractHash: contractHash(asset.contract, code.contractCode),
    formatCode,
  }
}

const known = new WeakMap<GuardedConfig, WeakMap<Format, string>>()

/** Most assets have no config, and one format. */
function configHashOf(config: GuardedConfig, format: Format): string {
  const hashes = known.get(config) ?? new WeakMap<Format, string>()
  known.set(config, hashes)
  const hash =
    hashes.get(format) ??
    hashParts('config', [canonicalJson(config.deciding()), canonicalJson({ format: format.name, settings: format.settings })])
  hashes.set(format, hash)
  return hash
}

/** How much of the config hash a path holds. */
export const configHashDigitsInPath = 12
