/** The texts of a secret value, under which it may turn up in a message. */

/** Of a URL also its password, since an error of a driver often names that alone. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value, ...passwordOf(value)]
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}

function passwordOf(text: string): readonly string[] {
  const password = URL.canParse(text) ? new URL(text).password : ''
  return password === '' ? [] : [password, ...decoded(password)]
}

function decoded(text: string): readonly string[] {
  try {
    return [decodeURIComponent(text)]
  } catch {
    return []
  }
}
