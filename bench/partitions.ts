/** What questions about partitions cost as sets grow, beside plain arrays and maps of every key; exits 1 where the two disagree. */
import { families } from './partitions/families.ts'
import { productRows } from './partitions/product.ts'
import { subsetRows } from './partitions/subsets.ts'
import { timeSetRows } from './partitions/time-sets.ts'
import { printTable } from './support/table.ts'

for (const family of families) printTable(family.name, timeSetRows(family))
printTable('product({ day: 365 days, origin: segments })', productRows())
printTable('subsets of quarter hours, and of 365 days x 5,000 segments: about half of the ordinals, at random', subsetRows())
