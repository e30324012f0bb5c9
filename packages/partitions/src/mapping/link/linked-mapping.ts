/** A mapping that reads a product by links between dimensions: what `perDimension` and `collapse` have in common. */
import type { PartitionSet } from '../../partition-set.ts'
import { isProduct, type Product } from '../../set/product.ts'
import type { Arity, Mapping } from '../law/mapping.ts'
import { doesNotFit } from '../law/require-fit.ts'
import { type Link, readByDimension, readersByDimension, refusalOfLinks } from './by-dimension.ts'

/** @param choose the links between two sets, or why there are none, as a sentence. */
export function linkedMapping<A extends Arity>(
  { name, arity, identity }: Pick<Mapping<A>, 'name' | 'arity' | 'identity'>,
  choose: (upstream: Product, downstream: PartitionSet) => readonly Link[] | string,
): Mapping<A> {
  const linked = (upstream: PartitionSet, downstream: PartitionSet): readonly Link[] | string => {
    if (!isProduct(upstream)) return `it reads a product by its dimensions, and the upstream is partitioned by ${upstream.kind}`
    const links = choose(upstream, downstream)
    return typeof links === 'string' ? links : (refusalOfLinks(links, upstream, downstream) ?? links)
  }
  const linksOf = (upstream: PartitionSet, downstream: PartitionSet): readonly Link[] => {
    const links = linked(upstream, downstream)
    if (typeof links === 'string') throw doesNotFit(mapping, upstream, downstream, links)
    return links
  }
  const mapping: Mapping<A> = {
    arity,
    name,
    identity,
    refusal(upstream, downstream) {
      const links = linked(upstream, downstream)
      return typeof links === 'string' ? links : undefined
    },
    upstream: (downstream, upstream) => readByDimension(linksOf(upstream.set, downstream.of.set), downstream, upstream),
    downstream: (upstream, downstream) => readersByDimension(linksOf(upstream.of.set, downstream.set), upstream, downstream),
  }
  return mapping
}
