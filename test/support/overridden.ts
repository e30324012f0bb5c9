/** A port whose acts a test stands in front of: the others are those of the real one. */

export function overridden<T extends object>(port: T, acts: Partial<T>): T {
  return new Proxy(port, {
    get: (of, name) => {
      if (Object.hasOwn(acts, name)) return acts[name as keyof T]
      const member: unknown = Reflect.get(of, name, of)
      return typeof member === 'function' ? member.bind(of) : member
    },
  })
}
