/** Imported first by a process that a test starts: loads Varve translated, before any hook makes loading slow, and lets everybody find it. */
import { register } from 'node:module'
import './packages/cli/src/index.js'

// The command registers tsx by itself, as it does where it is installed.
if (!process.argv[1]?.endsWith('/cli/src/main.js')) await import('tsx')
const [repository, translated] = [new URL('../../../../', import.meta.url).href, new URL('./', import.meta.url).href]
register('./mapped-modules.mjs', import.meta.url, { data: { repository, translated } })
