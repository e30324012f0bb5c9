/** The package.json files of the published packages. */
import { projectFiles } from './project-files.ts'

export interface Manifest {
  /** `packages/core`. */
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly license: string
  readonly type: string
  readonly engines: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export const manifests: readonly Manifest[] = projectFiles.flatMap(({ path, text }) => {
  const folder = /^(packages\/[^/]+)\/package\.json$/.exec(path)?.[1]
  return folder === undefined ? [] : [{ folder, ...(JSON.parse(text) as Omit<Manifest, 'folder'>) }]
})
