/** The code version of every asset of a project; in memory it is a constant, so tests load no compiler. */
import { join } from 'node:path'
import type { CodeVersion } from '../source/code-version.ts'
import { parseCreationFrames } from '../source/creation-frames.ts'
import { sourceAnalyser } from '../source/source-analyser.ts'
import type { Project } from './open-project.ts'

/** By asset name; null where the source is unknown. */
export async function codeVersions(project: Project): Promise<ReadonlyMap<string, string | null>> {
  if (project.inMemory) return new Map([...project.config.catalog.assets.keys()].map(name => [name, 'in memory']))
  const analysed = await analysedSource(project)
  return new Map([...analysed].map(([name, { hash }]) => [name, hash]))
}

/** With descriptions and the reasons for what could not be followed. */
export async function analysedSource({ config, base }: Pick<Project, 'config' | 'base'>): Promise<ReadonlyMap<string, CodeVersion>> {
  const analyser = sourceAnalyser({ projectFolder: config.folder, cacheFolder: join(base, '.varve', 'cache') })
  const requests = [...config.catalog.assets].map(([asset, { creation }]) => ({ asset, frames: parseCreationFrames(creation) }))
  return analyser.codeVersions(requests)
}
