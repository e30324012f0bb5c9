/** Results of an earlier analysis that still hold: versions and effects whose files, and all that others say of them, are the same. */
import type { CreationFrame } from './creation-frames.ts'
import type { KeptEffect, KeptNeeds, KeptSource, KeptVersion, UnitReference } from './kept-source.ts'
import type { LoadedEffects, ModuleEffects, UnitEffect } from './loaded-effects.ts'
import type { ProjectSource } from './project-source.ts'
import type { ListedUnit, SourceModule } from './source-module.ts'

/** The units of a file in which assets of the project get their names. */
export type CreationsIn = (module: SourceModule) => ReadonlySet<number>

export class KeptResults {
  readonly #kept: KeptSource | undefined
  readonly #source: ProjectSource
  readonly #creationsIn: CreationsIn
  readonly #sameLooks = new Map<string, boolean>()
  readonly #same = new Map<string, boolean>()

  constructor(kept: KeptSource | undefined, source: ProjectSource, creationsIn: CreationsIn) {
    this.#kept = kept
    this.#source = source
    this.#creationsIn = creationsIn
  }

  /** What loading a file does, where nothing that decides it has changed. */
  effects(module: SourceModule, hasImplicit: boolean): ModuleEffects | undefined {
    const { kept } = this.#source
    const effects = kept.unchanged(module.path)?.effects
    if (!effects || hasImplicit !== this.#kept?.hasImplicit) return undefined
    const needs = this.#absolute(effects.needs)
    const holds = needs.code.every(path => kept.hasSameCode(path)) && needs.looks.every(path => this.#hasSameLooks(path))
    if (!holds) return undefined
    return {
      value: effects.units.map(effect => (effect === null ? undefined : this.#effect(effect))),
      needs: { code: new Set(needs.code), looks: new Set(needs.looks) },
    }
  }

  /** A version, where nothing that decides it has changed. */
  version(key: string, effects: LoadedEffects, everywhere: string): KeptVersion | undefined {
    const found = this.#kept?.versions[key]
    if (!found || this.#kept?.everywhere !== everywhere) return undefined
    if (found.countsAll && this.#kept.key !== this.#source.project.key) return undefined
    const { code, looks } = this.#absolute(found.needs)
    const holds = code.every(path => this.#isSame(path, effects)) && looks.every(path => this.#hasSameLooks(path))
    return holds ? found : undefined
  }

  #absolute({ code, looks }: KeptNeeds): KeptNeeds {
    const { kept } = this.#source
    return { code: code.map(path => kept.absolute(path)), looks: looks.map(path => kept.absolute(path)) }
  }

  #effect({ changed, packages, isGlobal }: KeptEffect): UnitEffect {
    return { changed: new Set(changed.map(reference => this.#unit(reference))), packages: new Set(packages), isGlobal }
  }

  #unit([path, index]: UnitReference): ListedUnit {
    return this.#source.load(this.#source.kept.absolute(path)).units[index]!
  }

  /** Whether others see of it what they saw. */
  #hasSameLooks(path: string): boolean {
    return once(this.#sameLooks, path, () => {
      const { kept } = this.#source
      const file = kept.of(path)
      if (!file || !kept.hasSameShape(path)) return false
      const module = this.#source.load(path)
      return (
        areEqual(this.#source.varveUnits(module).value, file.varve.units) &&
        isEqual(this.#source.implicitUnits(module), file.implicit) &&
        isEqual(this.#creationsIn(module), file.creations)
      )
    })
  }

  /** Whether a walk through it meets what it met. */
  #isSame(path: string, effects: LoadedEffects): boolean {
    return once(this.#same, path, () => {
      const file = this.#source.kept.of(path)
      if (!file || !this.#source.kept.hasSameCode(path) || !this.#hasSameLooks(path)) return false
      const { contents, packages } = file.asked
      const { kept } = this.#source
      return (
        Object.entries(contents).every(([at, hash]) => this.#source.contentHash(kept.absolute(at), path) === hash) &&
        packages.every(({ name, from, identity }) => this.#source.packageIdentity(name, kept.absolute(from), path).identity === identity) &&
        surroundings(this.#source.load(path), this.#source, effects) === file.surroundings
      )
    })
  }
}

/** What others say of a file: the options of its compiler, a file of the same name, and what changes the state of its units or packages. */
export function surroundings(module: SourceModule, source: ProjectSource, effects: LoadedEffects): string {
  const { text, jsxRuntime } = source.compilerOptions(module.path)
  const rival = effects.rivals.get(module.path)
  const changed = module.units.flatMap(unit => {
    const by = effects.ofUnit(unit)
    return by.length === 0 ? [] : [[unit.index, by.map(one => reference(one, source))]]
  })
  const names = new Set([...source.asked(module.path).imports.values()].flatMap(found => (found.kind === 'package' ? [found.name] : [])))
  const setUp = [...names].sort().flatMap(name => {
    const by = effects.ofPackage(name)
    return by.length === 0 ? [] : [[name, by.map(one => reference(one, source))]]
  })
  return JSON.stringify([text ?? null, jsxRuntime ?? null, rival === undefined ? null : source.relative(rival), changed, setUp])
}

/** What happens to every part of the program. */
export function everywhere(source: ProjectSource, { ofProcess, packages }: LoadedEffects): string {
  return JSON.stringify([
    ofProcess.map(unit => reference(unit, source)),
    packages.map(({ target, module }) => [target.package, source.relative(target.from), source.relative(module.path)]),
    packages.map(({ target }) => source.packageIdentity(target.package, target.from)),
  ])
}

export function reference(unit: ListedUnit, source: ProjectSource): UnitReference {
  return [source.relative(unit.module.path), unit.index]
}

/** The creations in each file, where it was asked before from memory. */
export function creationsByFile(
  frames: readonly CreationFrame[],
  source: ProjectSource,
  isCreation: (unit: ListedUnit) => boolean,
): CreationsIn {
  const byFile = new Map<string, CreationFrame[]>()
  for (const frame of frames) byFile.set(frame.file, [...(byFile.get(frame.file) ?? []), frame])
  const known = new Map<SourceModule, ReadonlySet<number>>()
  return module => {
    let found = known.get(module)
    if (!found) {
      const places = byFile.get(module.path) ?? []
      const text = placesText(places)
      const kept = source.kept.unchanged(module.path)
      found = new Set(
        kept && kept.places === text
          ? kept.creations
          : source.needs
              .apart(() => places.flatMap(frame => source.unitsAt(frame) ?? []).filter(isCreation))
              .value.map(({ index }) => index),
      )
      known.set(module, found)
    }
    return found
  }
}

export function placesText(frames: readonly CreationFrame[]): string {
  return frames.map(({ line, column }) => `${line}:${column}`).join(' ')
}

function isEqual(now: ReadonlySet<number>, kept: readonly number[]): boolean {
  return now.size === kept.length && kept.every(index => now.has(index))
}

function areEqual(now: ReadonlyMap<number, string>, kept: readonly (readonly [number, string])[]): boolean {
  return now.size === kept.length && kept.every(([index, called]) => now.get(index) === called)
}

function once(known: Map<string, boolean>, path: string, compute: () => boolean): boolean {
  let is = known.get(path)
  if (is === undefined) {
    is = compute()
    known.set(path, is)
  }
  return is
}
