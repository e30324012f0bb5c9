/** The texts of a secret value, under which it may turn up in a message. */

/** Of a URL also its password, since an error of a driver often names that alone. A property that throws holds nothing that could be read. */
export function textsOf(value: unknown): readonly string[] {
  return texts(value, new Set())
}

function texts(value: unknown, above: Set<unknown>): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value, ...passwordOf(value)]
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
  if (typeof value !== 'object' || value === null || above.has(value)) return []
  above.add(value)
  return Object.keys(value).flatMap(key => texts(valueAt(value, key), above))
}

function valueAt(value: object, key: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[key]
  } catch {
    return undefined
  }
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
