/** What is kept of each file that an analysis looked at, with all that earlier results which still hold had looked up for it. */
import type { CreationFrame } from './creation-frames.ts'
import { answerText } from './kept-files.ts'
import { type CreationsIn, placesText, reference, surroundings } from './kept-results.ts'
import type { AskedOfFile, KeptFile } from './kept-source.ts'
import type { LoadedEffects } from './loaded-effects.ts'
import type { ProjectSource } from './project-source.ts'
import type { SourceModule } from './source-module.ts'

export function filesToKeep(
  source: ProjectSource,
  effects: LoadedEffects,
  outermost: readonly CreationFrame[],
  creationsIn: CreationsIn,
): Readonly<Record<string, KeptFile>> {
  const framesIn = new Map<string, CreationFrame[]>()
  for (const frame of outermost) framesIn.set(frame.file, [...(framesIn.get(frame.file) ?? []), frame])
  const files: Record<string, KeptFile> = {}
  for (const module of [...source.modules]) {
    const { path } = module
    const hash = source.hashOf(path)
    if (hash === null) continue
    const varve = source.varveUnits(module)
    files[source.relative(path)] = {
      hash,
      shape: module.shape,
      varve: { units: [...varve.value], looks: varve.looks.map(other => source.relative(other)) },
      implicit: [...source.implicitUnits(module)],
      ...effectsOf(module, source, effects),
      asked: askedOf(path, source),
      places: placesText(framesIn.get(path) ?? []),
      creations: [...creationsIn(module)],
      surroundings: surroundings(module, source, effects),
    }
  }
  return files
}

function effectsOf(module: SourceModule, source: ProjectSource, { byModule }: LoadedEffects): Pick<KeptFile, 'effects'> {
  const effects = byModule.get(module)
  if (!effects) return {}
  const paths = (all: ReadonlySet<string>) => [...all].map(path => source.relative(path))
  const units = effects.value.map(effect =>
    effect
      ? { changed: [...effect.changed].map(unit => reference(unit, source)), packages: [...effect.packages], isGlobal: effect.isGlobal }
      : null,
  )
  return { effects: { units, needs: { code: paths(effects.needs.code), looks: paths(effects.needs.looks) } } }
}

/** Also what was asked before, as it is answered now: results that still hold came from it. */
function askedOf(path: string, source: ProjectSource): AskedOfFile {
  const { kept } = source
  const before = kept.unchanged(path)?.asked
  for (const specifier of Object.keys(before?.imports ?? {})) source.resolve(specifier, path)
  for (const folder of Object.keys(before?.folders ?? {})) source.isFolder(kept.absolute(folder), path)
  for (const file of Object.keys(before?.contents ?? {})) source.contentHash(kept.absolute(file), path)
  for (const { name, from } of before?.packages ?? []) source.packageIdentity(name, kept.absolute(from), path)
  const { imports, folders, contents, packages } = source.asked(path)
  return {
    imports: Object.fromEntries([...imports].map(([specifier, answer]) => [specifier, answerText(answer, source)])),
    folders: Object.fromEntries([...folders].map(([at, is]) => [source.relative(at), is])),
    contents: Object.fromEntries([...contents].map(([at, hash]) => [source.relative(at), hash])),
    packages: [...packages.values()].map(({ name, from, identity }) => ({ name, from: source.relative(from), identity })),
  }
}
