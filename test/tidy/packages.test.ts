/** What the packages publish: their entry points, their names and the versions they were tested with. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { manifests } from './manifests.ts'
import { packageSources, projectFiles, projectFolder } from './project-files.ts'

test('the exports maps name the public entry points and nothing else', () => {
  expect(Object.fromEntries(manifests.map(({ name, exports }) => [name, Object.keys(exports)]))).toEqual({
    '@varve/partitions': ['.'],
    '@varve/core': ['.', './testing', './ledger-suite'],
    '@varve/io-managers': ['.'],
    varve: ['.', './testing', './vitest', './ledger-suite'],
  })
})

test('every entry point is a source file, and the build of that same file', () => {
  for (const { folder, exports } of manifests) {
    for (const [entry, targets] of Object.entries(exports)) {
      const name = entry === '.' ? 'index' : entry.slice(2)
      expect(targets).toEqual({ '@varve/source': `./src/${name}.ts`, types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` })
      expect(existsSync(join(projectFolder, folder, targets['@varve/source']!)), `${folder} ${entry}`).toBe(true)
    }
  }
})

test('packages export by name', () => {
  const starred = packageSources.filter(({ text }) => /^export \*/m.test(text))
  expect(starred.map(({ path }) => path)).toEqual([])
})

test('every package is licensed, typed as ESM and runs from Node 20.19 on', () => {
  const facts = manifests.map(({ license, type, engines }) => ({ license, type, engines }))
  expect(facts).toEqual(manifests.map(() => ({ license: 'Apache-2.0', type: 'module', engines: { node: '>=20.19' } })))
  expect(manifests.filter(({ folder }) => !existsSync(join(projectFolder, folder, 'LICENSE')))).toEqual([])
})

test('the packages have one version and depend on each other by it', () => {
  const versions = new Map(manifests.map(({ name, version }) => [name, version]))
  const wanted = manifests.flatMap(({ dependencies = {} }) => Object.entries(dependencies).filter(([name]) => versions.has(name)))
  expect(new Set(versions.values()).size).toBe(1)
  expect(wanted.filter(([name, version]) => versions.get(name) !== version)).toEqual([])
})

test('the lock file holds no addresses, and knows each platform of what it locks', () => {
  const lock = projectFiles.find(({ path }) => path === 'package-lock.json')!.text
  expect(lock).not.toMatch(/"resolved": "https?:/)
  const { packages } = JSON.parse(lock) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> }
  const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
  expect(optional.filter(name => !(`node_modules/${name}` in packages))).toEqual([])
})
