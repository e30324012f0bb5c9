/** Small partitions made by a plain loop. */
import { plainFiles } from '../support/plain-files.ts'

export interface Loop {
  readonly folder: string
  readonly count: number
}

export async function plainLoop({ folder, count }: Loop): Promise<() => Promise<number>> {
  // As many as the small project has that a run is measured after.
  await plainFiles(
    folder,
    Array.from({ length: 8 }, (_, index) => `before-${index}`),
  )
  return async () => {
    await plainFiles(
      folder,
      Array.from({ length: count }, (_, index) => `k${index}`),
    )
    return count
  }
}
