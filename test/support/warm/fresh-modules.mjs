/** Module hooks of the warm host: every file of a test's own project is loaded afresh by each command, Varve's and installed ones once. */

let repository
let generation

/** @param given `repository`: address of the workspace; `generation`: a shared number that changes with each command. */
export function initialize(given) {
  repository = given.repository
  generation = new Int32Array(given.generation)
}

export async function resolve(specifier, context, next) {
  if (specifier === 'tsx/esm/api') return { url: alreadyThere, format: 'module', shortCircuit: true }
  const resolved = await next(specifier, context)
  const { url } = resolved
  if (!url.startsWith('file:') || url.startsWith(repository) || url.includes('/node_modules/')) return resolved
  return { ...resolved, url: `${url}${url.includes('?') ? '&' : '?'}command=${generation[0]}` }
}

/** Each command registers tsx, which the host has done: a file would be translated as often as there were commands. */
const alreadyThere = 'data:text/javascript,export function register() {}'
