/** Module hooks: whoever asks for a source file of the packages gets its translation. */

let sources
let translations

export function initialize({ repository, translated }) {
  sources = `${repository}packages/`
  translations = `${translated}packages/`
}

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  const { url } = resolved
  if (!url.startsWith(sources) || !/^[a-z-]+\/src\/.+\.ts$/.test(url.slice(sources.length))) return resolved
  return { ...resolved, url: `${translations}${url.slice(sources.length).replace(/\.ts$/, '.js')}`, format: 'module' }
}
