/** The port of commit records: files named by the number of their last fact, written once. */

export interface CommitRecords {
  /** Row 8: writes `.varve/commits/<sequence>` if absent. @throws LEDGER_FORKED where it exists with other bytes */
  write(holder: string, sequence: number, bytes: Uint8Array): Promise<void>
  /** Of all records in the root, in order. */
  sequences(): Promise<readonly number[]>
  /** Undefined where it is not there. */
  read(sequence: number): Promise<Uint8Array | undefined>
  /** The newest in the root. */
  last(): Promise<{ readonly sequence: number; readonly bytes: Uint8Array } | undefined>
  /** Puts right bytes in place of a record that is missing or was altered; the altered one is kept in quarantine. */
  restore(holder: string, sequence: number, bytes: Uint8Array): Promise<void>
}
