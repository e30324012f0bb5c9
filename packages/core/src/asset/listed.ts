/** Types only: the members of a union as words of a sentence, by name, since compilers differ in the order in which they hold them. */

/** `'b' | 'c' | 'a'` as `a, b and c`. */
export type Listed<U extends string> = Words<Sorted<U>>

/** `'b' | 'a'` as `'a', 'b'`. */
export type Quoted<U extends string> = Arguments<Sorted<U>>

/** The first of them by name. */
export type FirstOf<U extends string> = Sorted<U> extends readonly [infer First extends string, ...unknown[]] ? First : never

/** Any one of them: for unions too large to sort. */
export type AnyOf<U extends string> = (U extends unknown ? (pick: () => U) => void : never) extends (pick: infer P) => void
  ? P extends (() => infer One extends string)
    ? One
    : never
  : never

export type HowMany<U> = [U] extends [never] ? 'none' : IsUnion<U> extends true ? 'many' : 'one'

type IsUnion<U, All = U> = U extends unknown ? ([All] extends [U] ? false : true) : never

/** `'b' | 'a'` as `['a', 'b']`. */
export type Sorted<U extends string, Done extends readonly string[] = []> = [U] extends [never]
  ? Done
  : Sorted<Exclude<U, AnyOf<U>>, Inserted<AnyOf<U>, Done>>

type Inserted<N extends string, Done extends readonly string[]> = Done extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? IsBefore<N, First> extends true
    ? [N, ...Done]
    : [First, ...Inserted<N, Rest>]
  : [N]

/** Every character that the name of a dimension may have, in order. */
type Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

type IsBefore<A extends string, B extends string> = A extends `${infer X}${infer RestOfA}`
  ? B extends `${infer Y}${infer RestOfB}`
    ? X extends Y
      ? IsBefore<RestOfA, RestOfB>
      : Alphabet extends `${string}${X}${string}${Y}${string}`
        ? true
        : false
    : false
  : true

type Words<T extends readonly string[]> = T extends readonly [infer One extends string, ...infer Rest extends readonly string[]]
  ? Rest extends readonly []
    ? One
    : Rest extends readonly [infer Last extends string]
      ? `${One} and ${Last}`
      : `${One}, ${Words<Rest>}`
  : ''

type Arguments<T extends readonly string[]> = T extends readonly [infer One extends string, ...infer Rest extends readonly string[]]
  ? Rest extends readonly []
    ? `'${One}'`
    : `'${One}', ${Arguments<Rest>}`
  : ''
