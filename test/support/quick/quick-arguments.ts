/** How Node starts on the translated packages, in place of `--import tsx`: a script of any folder finds Varve loaded. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inject } from 'vitest'

/**
 * To be given to Node before the script, which may be TypeScript and may import a source file of the packages.
 *
 * @example
 * spawn(process.execPath, [...quickArguments(), script, root])
 */
export function quickArguments(): readonly string[] {
  return ['--conditions=@varve/source', '--import', pathToFileURL(join(inject('translatedPackages'), 'start.mjs')).href]
}
