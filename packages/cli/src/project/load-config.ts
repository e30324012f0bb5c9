/** Finds and loads the project's config, TypeScript included, and explains what keeps it from loading. */
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isProjectConfig, type ProjectConfig, VarveError } from '@varve/core'
import { loadingError } from './loading-error.ts'

const names = ['varve.config.ts', 'varve.config.mts', 'varve.config.js', 'varve.config.mjs']

/**
 * @param given a config file or its folder; default the current folder.
 * @throws CONFIG_FILE_MISSING CONFIG_FILE_FAILED CONFIG_FILE_INVALID, and what a definition in it raises.
 */
export async function loadConfig(given?: string): Promise<ProjectConfig> {
  const file = findConfig(given)
  await loadTypeScript()
  const loaded = await load(file)
  if (isProjectConfig(loaded)) return loaded
  throw new VarveError('CONFIG_FILE_INVALID', {
    what: 'the config file does not export a project by default',
    where: file,
    why: loaded === undefined ? 'it has no default export' : 'its default export was not made by defineConfig()',
    fix: 'write export default defineConfig({ ... })',
    details: { file },
  })
}

function findConfig(given: string | undefined): string {
  const place = resolve(given || '.')
  const candidates = given && kindOf(place) === 'file' ? [place] : names.map(name => join(place, name))
  const found = candidates.find(file => kindOf(file) === 'file')
  if (found !== undefined) return found
  const isFolder = kindOf(place) === 'folder'
  throw new VarveError('CONFIG_FILE_MISSING', {
    what: isFolder ? 'there is no varve.config.ts in this folder' : 'there is no such config file',
    where: place,
    why: isFolder ? `looked for ${names.join(', ')}` : undefined,
    fix: 'run varve in the folder that holds varve.config.ts, or say where it is with --config PATH',
    details: { place },
  })
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && (found.isDirectory() ? 'folder' : 'file')
}

async function loadTypeScript(): Promise<void> {
  // asset() reads its creation stack, so the stacks must name the lines of the source before the first asset is made.
  process.setSourceMapsEnabled(true)
  // This file is TypeScript itself: whatever runs it loads TypeScript already, and a second loader would transform twice.
  if (import.meta.url.endsWith('.ts')) return
  // Before the hooks, which make loading slow: a config imports this anyway.
  await import('@varve/io-managers')
  const { register } = await import('tsx/esm/api')
  register()
}

async function load(file: string): Promise<unknown> {
  try {
    const { default: exported } = await import(pathToFileURL(file).href)
    return exported
  } catch (error) {
    throw loadingError(error, file)
  }
}
