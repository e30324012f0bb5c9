/** A load hook that writes down what is imported. */
import { appendFileSync } from 'node:fs'

export async function load(url, context, next) {
  const loaded = await next(url, context)
  if (!url.startsWith('node:')) appendFileSync(process.env.LOADED_MODULES, `${url.split('?')[0]}\n`)
  return loaded
}
