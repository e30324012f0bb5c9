/** The port of `.varve/root.json`: which ledger a storage root belongs to. */

export interface RootFile {
  /** Undefined where nobody owns the root yet. @throws ROOT_VERSION_UNKNOWN ROOT_DAMAGED */
  owner(): Promise<RootOwner | undefined>
  /** Writes the file if absent, and returns the owner that the root then has. */
  claim(holder: string, ledger: string): Promise<RootOwner>
  /** Writes the file in place of one that is missing or cannot be read, which is kept in quarantine. */
  restore(holder: string, ledger: string): Promise<void>
}

export interface RootOwner {
  readonly ledger: string
}
