/** What to write instead of a name that is not known: the nearest where one is near, else one of all. */
import { nearestWord } from '@varve/partitions'

export interface Suggestion {
  readonly nearest: string | null
  readonly fix: string
}

const namesListed = 12

/**
 * @param lister the command that lists them, for where they are too many for a line.
 */
export function suggest(name: string, known: readonly string[], lister?: string): Suggestion {
  if (known.length === 0) return { nearest: null, fix: 'remove it: there is none that could be meant' }
  const nearest = nearestWord(name, known)
  if (nearest !== undefined) return { nearest, fix: `did you mean '${nearest}'?` }
  if (known.length > namesListed && lister !== undefined) return { nearest: null, fix: `take one that ${lister} lists` }
  const listed = known.slice(0, namesListed).join(', ')
  return { nearest: null, fix: `take one of ${listed}${known.length > namesListed ? ', ...' : ''}` }
}
