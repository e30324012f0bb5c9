/** Who may import whom: the direction of the packages, and the one folder of each library. */
import { dirname, posix } from 'node:path'
import { expect, test } from 'vitest'
import { manifests } from './manifests.ts'
import { importsOf, packageSources } from './project-files.ts'

/** Each package may import those before it. */
const direction = ['@varve/partitions', '@varve/core', '@varve/io-managers', 'varve']

const home: Readonly<Record<string, string>> = {
  'ts-morph': 'packages/core/src/source/',
  graphology: 'packages/core/src/graph/',
  'graphology-dag': 'packages/core/src/graph/',
  '@photostructure/sqlite': 'packages/core/src/ledger/',
  canonicalize: 'packages/core/src/foundation/',
  tinyqueue: 'packages/core/src/run/',
  hyparquet: 'packages/io-managers/src/',
  'hyparquet-writer': 'packages/io-managers/src/',
  'temporal-polyfill': 'packages/partitions/src/time/clock/',
  croner: 'packages/partitions/src/time/option/',
  'fastest-levenshtein': 'packages/partitions/src/text/',
  commander: 'packages/cli/src/',
  tsx: 'packages/cli/src/',
  picocolors: 'packages/cli/src/output/',
  'string-width': 'packages/cli/src/output/',
}

const edges = packageSources.flatMap(file => importsOf(file).map(specifier => ({ path: file.path, specifier })))

const relativeImports: ReadonlyMap<string, readonly string[]> = new Map(
  packageSources.map(file => {
    const relative = importsOf(file).filter(specifier => specifier.startsWith('.'))
    return [file.path, relative.map(specifier => posix.join(dirname(file.path), specifier))]
  }),
)

test('packages import in one direction', () => {
  const backwards = edges.filter(({ path, specifier }) => {
    const target = direction.indexOf(packageOf(specifier))
    return target >= 0 && target >= direction.indexOf(manifestOf(path).name)
  })
  expect(backwards).toEqual([])
})

test('a relative import names a file with its extension and stays inside its package', () => {
  const strays = edges.filter(({ path, specifier }) => {
    if (!specifier.startsWith('.')) return false
    const target = posix.join(dirname(path), specifier)
    return !/\.(ts|js)$/.test(specifier) || !target.startsWith(`${path.split('/').slice(0, 3).join('/')}/`)
  })
  expect(strays).toEqual([])
})

test('inside a package nobody imports the index', () => {
  expect(edges.filter(({ specifier }) => /^\.{1,2}(\/\.\.)*\/index\.ts$/.test(specifier))).toEqual([])
})

test('files do not want each other, directly or through others, for their types either', () => {
  const inCircles = packageSources.filter(({ path }) => reachable(path, relativeImports).has(path))
  expect(inCircles.map(({ path }) => path)).toEqual([])
})

test('folders do not want each other either, directly or through others', () => {
  const wanted = new Map<string, Set<string>>()
  for (const [path, targets] of relativeImports) {
    if (isWayIn(path)) continue
    const folder = dirname(path)
    const others = targets.map(target => dirname(target)).filter(other => other !== folder)
    wanted.set(folder, new Set([...(wanted.get(folder) ?? []), ...others]))
  }
  const inCircles = [...wanted.keys()].filter(folder => reachable(folder, wanted).has(folder))
  expect(inCircles).toEqual([])
})

test('each library is imported in one folder', () => {
  const strays = edges.filter(({ path, specifier }) => {
    const folder = home[packageOf(specifier)]
    return folder !== undefined && !path.startsWith(folder)
  })
  expect(strays).toEqual([])
})

test('the test runner is wanted by entries for tests alone, and by what only they load', () => {
  const runs = new Set(edges.filter(({ specifier }) => packageOf(specifier) === 'vitest').map(({ path }) => path))
  const wanting = [...relativeImports.keys()].filter(
    path => runs.has(path) || [...reachable(path, relativeImports)].some(other => runs.has(other)),
  )
  const others = wanting.filter(path => !path.startsWith('packages/core/src/ledger/suite/'))
  expect(others).toEqual(['packages/cli/src/vitest.ts', 'packages/core/src/ledger-suite.ts'])
})

test('what a package imports is what it declares', () => {
  const undeclared = edges.filter(({ path, specifier }) => {
    if (specifier.startsWith('.') || specifier.startsWith('node:')) return false
    const { dependencies = {}, peerDependencies = {} } = manifestOf(path)
    return !(packageOf(specifier) in { ...dependencies, ...peerDependencies })
  })
  expect(undeclared).toEqual([])
})

test('every declared dependency is imported', () => {
  const unused = manifests.flatMap(({ folder, dependencies = {} }) => {
    const imported = new Set(edges.filter(({ path }) => path.startsWith(`${folder}/`)).map(({ specifier }) => packageOf(specifier)))
    return Object.keys(dependencies).filter(name => !imported.has(name))
  })
  expect(unused).toEqual([])
})

/** What one file or folder wants, and what these want, and so on. */
function reachable(from: string, wanted: ReadonlyMap<string, Iterable<string>>): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [from]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const more = [...(wanted.get(next) ?? [])].filter(target => !reached.has(target))
    for (const target of more) reached.add(target)
    open.push(...more)
  }
  return reached
}

/** Stands at the source root, and no file of a folder imports it: it opens the package, and is in no folder's way. */
function isWayIn(path: string): boolean {
  return isAtRoot(path) && ![...relativeImports.keys()].some(other => !isAtRoot(other) && reachable(other, relativeImports).has(path))
}

/** `packages/core/src/index.ts` */
function isAtRoot(path: string): boolean {
  return path.split('/').length === 4
}

function manifestOf(path: string): (typeof manifests)[number] {
  return manifests.find(({ folder }) => path.startsWith(`${folder}/`))!
}

/** `@varve/core/testing` is of `@varve/core`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
