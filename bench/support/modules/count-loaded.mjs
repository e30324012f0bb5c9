/** Imported before a command: writes the address of each module that is loaded to the file that `LOADED_MODULES` names. */
import { appendFileSync } from 'node:fs'
import { Module, register } from 'node:module'
import { pathToFileURL } from 'node:url'

register('./loaded-hook.mjs', import.meta.url)
process.on('exit', () => {
  const required = Object.keys(Module._cache).map(path => pathToFileURL(path).href)
  appendFileSync(process.env.LOADED_MODULES, required.map(url => `${url}\n`).join(''))
})
