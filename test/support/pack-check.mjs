/** Packs the four packages, installs the tarballs together in an empty project, and uses them there as a stranger would. */
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..')
const packages = ['partitions', 'core', 'io-managers', 'cli']
const modules = join(repository, 'node_modules')

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
}

/** Of one package: entries, what is loaded by its address, and what these share. */
const modulesMax = 12

/** Entries for tests: no other module loads the test runner, or one of these. */
const testEntries = ['vitest.js', 'ledger-suite.js']

const script = `import { asset, catalog, dataContract, defineConfig, file, ioManager, materialize, parquet } from 'varve'
import { memoryConfig } from 'varve/testing'
import { z } from 'zod'

const Orders = dataContract({ row: z.object({ id: z.string(), amount: z.int() }), unique: [['id']] })
const orders = asset({ contract: Orders, run: () => [{ id: 'a', amount: 1 }, { id: 'b', amount: 2 }] })
const total = asset({ inputs: { orders }, run: ({ orders }) => [{ total: orders.reduce((sum, order) => sum + order.amount, 0) }] })
const shop = catalog({ orders, total })
const config = defineConfig({ entry: import.meta.url, catalog: shop, io: ioManager({ storage: file('./data'), format: parquet() }) })
const [inMemory, onDisk] = [await materialize(memoryConfig(shop)), await materialize(config)]
console.log('in memory ' + inMemory.steps.done + ', on disk ' + onDisk.steps.done)
`

/** Each module is there once, whichever package it is imported through, and what is loaded by its address can be. */
const identity = `import * as core from '@varve/core'
import * as coreTesting from '@varve/core/testing'
import * as managers from '@varve/io-managers'
import * as partitions from '@varve/partitions'
import * as varve from 'varve'
import * as testing from 'varve/testing'

const parts = { ...partitions, ...managers, ...core }
const other = Object.keys(varve).filter(name => varve[name] !== parts[name])
const thrown = (() => { try { varve.asset({ run: 1 }) } catch (error) { return error } })()
const isOne = other.length === 0 && thrown instanceof core.VarveError && testing.testContext === coreTesting.testContext
console.log(isOne ? 'one of each' : 'two of ' + other.join(', '))
`

const suite = `import { dataContract } from 'varve'
import 'varve/vitest'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Orders = dataContract({ row: z.object({ id: z.string(), amount: z.int() }) })
test('rows meet a contract', () => {
  expect([{ id: 'a', amount: 1 }]).toSatisfyContract(Orders)
  expect(() => expect([{ id: 'a', amount: 1.5 }]).toSatisfyContract(Orders)).toThrow('row 0')
})
`

const ledgerSuite = `import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteLedger } from 'varve'
import { ledgerContract } from 'varve/ledger-suite'
import { vi } from 'vitest'

ledgerContract('packed', async now => {
  const setClock = async (now: number) => {
    vi.setSystemTime(now)
  }
  await setClock(now)
  const { ledger } = await sqliteLedger().open(await mkdtemp(join(tmpdir(), 'ledger-')), 'write')
  return { ledger, setClock }
})
`

const folder = await mkdtemp(join(tmpdir(), 'varve-pack-'))
try {
  const tarballs = await pack(join(folder, 'workspace'), join(folder, 'tarballs'))
  const { packages: locked } = JSON.parse(await readFile(join(repository, 'package-lock.json'), 'utf8'))
  const { version } = locked['node_modules/zod']
  const types = `@types/node@${locked['node_modules/@types/node'].version}`
  await use(join(folder, 'project'), [...tarballs, `zod@${version}`, types], ['shop.ts'], compilerOptions)
  // The libraries that a project brings itself, as old as we take them; their own declarations are not ours to check.
  const oldest = ['zod@4.0.0', 'vitest@3.0.0', types]
  await use(join(folder, 'older'), [...tarballs, ...oldest], ['shop.ts', 'shop.test.ts', 'ledger.test.ts'], {
    ...compilerOptions,
    skipLibCheck: true,
  })
  console.log('pack check: the four packages build, install together and run')
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Builds in a copy, since a `dist` in the repository would shadow its source for `bin/varve.js`. npm puts some third parties below a package. */
async function pack(workspace, destination) {
  await mkdir(join(workspace, 'packages'), { recursive: true })
  await mkdir(destination)
  for (const file of ['package.json', 'tsconfig.base.json', '.npmrc', 'build']) {
    await cp(join(repository, file), join(workspace, file), { recursive: true })
  }
  for (const name of packages) {
    const dist = join(repository, 'packages', name, 'dist')
    await cp(join(repository, 'packages', name), join(workspace, 'packages', name), { recursive: true, filter: path => path !== dist })
  }
  await linkModules(workspace)
  run(workspace, 'npm', ['run', '--silent', 'build'])
  run(workspace, 'npm', [
    'pack',
    '--silent',
    '--pack-destination',
    destination,
    ...packages.flatMap(name => ['--workspace', `packages/${name}`]),
  ])
  const tarballs = (await readdir(destination)).map(file => join(destination, file))
  if (tarballs.length !== packages.length) throw new Error(`expected ${packages.length} tarballs, found ${tarballs.length}`)
  for (const tarball of tarballs) checkContents(tarball)
  return tarballs
}

/** Third parties are the repository's own; our packages are the copies. */
async function linkModules(workspace) {
  await mkdir(join(workspace, 'node_modules/@varve'), { recursive: true })
  for (const entry of await readdir(modules)) {
    if (entry.startsWith('.') || entry === '@varve' || entry === 'varve' || entry.startsWith('example-')) continue
    await symlink(join(modules, entry), join(workspace, 'node_modules', entry))
  }
  for (const name of packages) {
    const link = name === 'cli' ? 'varve' : `@varve/${name}`
    await symlink(join(workspace, 'packages', name), join(workspace, 'node_modules', link))
  }
}

function checkContents(tarball) {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
  for (const needed of ['package/LICENSE', 'package/package.json', 'package/dist/index.js', 'package/dist/index.d.ts']) {
    if (!files.includes(needed)) throw new Error(`${tarball} lacks ${needed}`)
  }
  const stray = files.filter(file => file.startsWith('package/src/') || file.endsWith('.tsbuildinfo'))
  if (stray.length > 0) throw new Error(`${tarball} holds ${stray.join(', ')}`)
  const modules = files.filter(file => file.endsWith('.js'))
  if (modules.length > modulesMax) throw new Error(`${tarball} holds ${modules.length} modules: a process that loads them starts late`)
  for (const module of modules.filter(file => !testEntries.includes(basename(file)))) {
    const text = execFileSync('tar', ['-xzOf', tarball, module], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    if (/(from|import) ?["'](vitest|\.\/ledger-suite\.js)["']/.test(text)) throw new Error(`${tarball}: ${module} wants the test runner`)
  }
}

async function use(project, packages, files, compilerOptions) {
  await mkdir(project)
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  await writeFile(join(project, 'shop.ts'), script)
  await writeFile(join(project, 'shop.test.ts'), suite)
  await writeFile(join(project, 'ledger.test.ts'), ledgerSuite)
  await writeFile(join(project, 'identity.mjs'), identity)
  run(project, 'npm', ['install', '--silent', '--no-audit', '--no-fund', ...packages])
  const copies = await readdir(join(project, 'node_modules'), { recursive: true })
  const zods = copies.filter(path => /(^|\/)node_modules\/zod$|^zod$/.test(path))
  if (zods.length !== 1) throw new Error(`zod is installed ${zods.length} times: ${zods.join(', ')}`)
  for (const compiler of ['typescript-5.9', 'typescript']) {
    run(project, process.execPath, [join(modules, compiler, 'bin/tsc'), '--project', '.'])
    console.log(`pack check: the packed declarations of ${files.join(' and ')} compile with ${compiler}`)
  }
  const printed = run(project, process.execPath, ['--import', 'tsx', 'shop.ts'])
  if (printed.trim() !== 'in memory 2, on disk 2') throw new Error(`the script printed ${JSON.stringify(printed)}`)
  const identities = run(project, process.execPath, ['identity.mjs'])
  if (identities.trim() !== 'one of each') throw new Error(`the packages hold ${identities}`)
  const help = run(project, 'npx', ['--no-install', 'varve', '--help'])
  if (!help.includes('materialize')) throw new Error(`varve --help printed ${JSON.stringify(help)}`)
  if (files.includes('shop.test.ts')) run(project, 'npx', ['--no-install', 'vitest', 'run'])
}

function run(cwd, command, args) {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    throw new Error(`${[command, ...args].join(' ')}\n${error.stdout}${error.stderr}`)
  }
}
