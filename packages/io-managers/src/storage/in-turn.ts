/** Acts on one name, one after the other; those on other names do not wait. */

/** Of this process: what others do to the name meanwhile is theirs. */
export function inTurn(): <T>(name: string, act: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (name, act) => {
    const before = last.get(name)
    const mine = (before ?? Promise.resolve()).then(act, act)
    last.set(name, mine)
    try {
      return await mine
    } finally {
      if (last.get(name) === mine) last.delete(name)
    }
  }
}
