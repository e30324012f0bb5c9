/** Builds the published packages: declarations file by file, JavaScript in few files, so that a process starts in a fraction of the time. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const repository = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * By package: what is loaded by its address (`new URL('./thread.js', import.meta.url)`) and so stays a file of its own. All files of a
 * package lie in one folder when it is built, so a file names another as one beside it. A `.ts` file is named so in the source.
 */
const loadedByAddress = {
  partitions: [],
  core: ['ledger/heartbeat-thread.js', 'ledger/sqlite/renewing.js', 'ledger/sqlite/open-ledger.ts', 'ledger/thread/serve.ts'],
  'io-managers': [],
  cli: ['main.ts'],
}

/** What a thread loads too is a file of its own: a thread that loaded all of a package would begin late. */
const inThreads = { core: 'ledger' }

/** What no entry loads at once is one file too, under this name: it is loaded when it is needed. */
const later = { partitions: 'later', core: 'analyser', 'io-managers': 'later', cli: 'answer' }

const compiler = 'ts-morph'

const packages = Object.keys(loadedByAddress)
for (const name of packages) rmSync(join(repository, 'packages', name, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '--build', 'packages/cli'], {
  cwd: repository,
  stdio: 'inherit',
})
for (const name of packages) await bundle(name)

async function bundle(name) {
  const folder = join(repository, 'packages', name)
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const entries = Object.values(exports).map(targets => join(folder, targets['@varve/source']))
  const input = [...entries, ...loadedByAddress[name].map(file => join(folder, 'src', file))]
  if (new Set(input.map(stem)).size < input.length) throw new Error(`${name}: two files of one name would lie in dist`)
  const build = await rolldown({
    input,
    cwd: repository,
    platform: 'node',
    // Each package has its own files alone, so that no module is there twice, whichever package it is imported through.
    external: id => !/^[./\0]/.test(id) && id !== compiler,
    treeshake: false,
    preserveEntrySignatures: 'allow-extension',
    plugins: [addresses(loadedByAddress[name].map(stem)), required(compiler, ['ts'])],
  })
  await build.write({
    dir: join(folder, 'dist'),
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ debugName: 'together', name: together(input, name) }] },
  })
  await build.close()
}

/** A file is named by its source, and is JavaScript when it is built. */
function addresses(names) {
  const place = /(new URL\('\.\/)([\w-]+)\.ts(', import\.meta\.url\))/g
  return {
    name: 'addresses',
    transform: code => code.replace(place, (all, before, file, after) => (names.includes(file) ? `${before}${file}.js${after}` : all)),
  }
}

/** The compiler is CommonJS and large: an `import` would first search all of its text for the names it exports, which takes 80 ms. */
function required(specifier, names) {
  const id = `\0${specifier}`
  const code = `import { createRequire } from 'node:module'\nexport const { ${names} } = createRequire(import.meta.url)('${specifier}')\n`
  return {
    name: 'required',
    resolveId: asked => (asked === specifier ? id : null),
    load: asked => (asked === id ? code : null),
  }
}

/** What the front door loads is one file; what another entry loads beside it goes into that entry, and the rest is loaded later. */
function together(input, name) {
  const addressed = new Set(loadedByAddress[name].map(stem))
  let loaded
  return (id, modules) => {
    loaded ??= input.map(file => [stem(file), loadedBy(file, modules)])
    if (input.includes(id)) return null
    const [first, ...others] = loaded.filter(([, ids]) => ids.has(id)).map(([entry]) => entry)
    if (first === undefined) return later[name]
    const isInThread = [first, ...others].some(entry => addressed.has(entry))
    if (isInThread && others.length > 0 && name in inThreads) return inThreads[name]
    return others.length === 0 && first !== 'index' ? null : name
  }
}

function loadedBy(file, modules) {
  const ids = new Set([file])
  for (const id of ids) for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) ids.add(imported)
  return ids
}

function stem(file) {
  return basename(file).replace(/\.[jt]s$/, '')
}
