#!/usr/bin/env node
/** The `varve` command: the build where there is one, else the source through tsx, in this same process so that signals reach it. */
import { existsSync } from 'node:fs'
import { register } from 'node:module'

const built = new URL('../dist/main.js', import.meta.url)
const source = new URL('../src/main.ts', import.meta.url)

if (existsSync(built)) {
  await import(built.href)
} else {
  const tsx = await import('tsx/esm/api')
  tsx.register()
  // Registered last, so it is asked first: every package of the workspace then resolves to its source, for the user's config too.
  register('./source-condition.js', import.meta.url)
  await import(source.href)
}
