/** The folder that shows a partition, as what its key leaves to be said: `routeDelays/0c9e41d2f7aa/` and the order of the key's parts. */

export interface FolderForm {
  readonly prefix: string
  /** Places of the key's parts, in the order in which folders are nested. */
  readonly order: readonly number[]
}

/** Undefined where the folder does not end as the key says. */
export function folderForm(folder: string, key: string): FolderForm | undefined {
  const parts = partsOf(key)
  const order = parts.length < 2 ? parts.map((_, place) => place) : nesting(folder, parts)
  const end = order.map(place => parts[place]!).join('/')
  return folder.endsWith(end) ? { prefix: folder.slice(0, folder.length - end.length), order } : undefined
}

export function folderText({ prefix, order }: FolderForm, key: string): string {
  const parts = partsOf(key)
  return prefix + order.map(place => parts[place]!).join('/')
}

/** A key of several dimensions is `day=2001-01-01,origin=ORD`. */
function partsOf(key: string): readonly string[] {
  return key === '' ? [] : key.split(',')
}

function nesting(folder: string, parts: readonly string[]): readonly number[] {
  const found = parts.map(part => `${folder}/`.lastIndexOf(`/${part}/`))
  return parts.map((_, place) => place).sort((one, other) => found[one]! - found[other]!)
}
