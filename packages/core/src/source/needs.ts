/** From which files a result was computed: of some their code counts, of others only what can be seen of them. */

export interface Needs {
  readonly code: Set<string>
  readonly looks: Set<string>
}

/** Records which files are looked at while something is computed. */
export class NeedsRecorder {
  #current: Needs | undefined

  code(path: string): void {
    this.#current?.code.add(path)
  }

  looks(path: string): void {
    this.#current?.looks.add(path)
  }

  /** What is computed around it needs all that this needs. */
  during<T>(compute: () => T): { readonly value: T; readonly needs: Needs } {
    const found = this.apart(compute)
    this.#add(found.needs)
    return found
  }

  /** What is computed around it does not depend on this by itself. */
  apart<T>(compute: () => T): { readonly value: T; readonly needs: Needs } {
    const outer = this.#current
    const needs: Needs = { code: new Set(), looks: new Set() }
    this.#current = needs
    try {
      return { value: compute(), needs }
    } finally {
      this.#current = outer
    }
  }

  /** From memory where it was computed before. */
  once<K, V>(known: Map<K, { readonly value: V; readonly needs: Needs }>, key: K, compute: () => V): V {
    const found = known.get(key)
    if (found) {
      this.#add(found.needs)
      return found.value
    }
    const made = this.during(compute)
    known.set(key, made)
    return made.value
  }

  #add({ code, looks }: Needs): void {
    const outer = this.#current
    if (!outer) return
    for (const path of code) outer.code.add(path)
    for (const path of looks) outer.looks.add(path)
  }
}
