/** Broken rules as people read them. */
import type { BrokenRule } from './verdict.ts'

/** `row.too_small on amount`; of a rule about the whole set its name. */
function ruleText({ rule, column }: Pick<BrokenRule, 'rule' | 'column'>): string {
  return column ? `${rule} on ${column}` : rule
}

/** `row.too_small on amount; unique on id` */
export function rulesText(broken: readonly Pick<BrokenRule, 'rule' | 'column'>[]): string {
  return broken.map(ruleText).join('; ')
}
