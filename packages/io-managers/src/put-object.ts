/** Puts an object under the name of its content, and never trusts what it finds there without hashing it once. */
import { type Member, type Storage, sha256, VarveError } from '@varve/core'
import { objectPath, wrongObjectPath } from './objects.ts'

/** @param checked object path -> the one check of this store; a failed check is forgotten, so that the next put tries again. */
export async function putObject(storage: Storage, checked: Map<string, Promise<void>>, staged: string, member: Member): Promise<void> {
  const path = objectPath(member)
  let check = checked.get(path)
  if (check === undefined) {
    check = checkThenPublish(storage, staged, path, member)
    checked.set(path, check)
    check.catch(() => checked.delete(path))
    await check
  } else {
    await check
    await storage.publish(staged, path)
  }
}

async function checkThenPublish(storage: Storage, staged: string, path: string, member: Member): Promise<void> {
  const isPresent = (await storage.exists(path)) && (await isRight(storage, path, member))
  if (!isPresent) await setAside(storage, member)
  if ((await storage.publish(staged, path)) === 'put' || isPresent) return
  if (await isRight(storage, path, member)) return // put by another process meanwhile
  throw new VarveError('OBJECT_CORRUPT', {
    what: 'an object appeared with content other than its name while it was being put',
    where: storage.locate(path),
    fix: 'run the same command again: it sets the wrong object aside first',
    details: { path, expected: member.sha256 },
  })
}

async function isRight(storage: Storage, path: string, { sha256: expected }: Member): Promise<boolean> {
  return sha256(await storage.read(path)) === expected
}

/**
 * Moves what lies under an object's name to quarantine; does nothing where nothing does. Where another process has put the right bytes there
 * meanwhile, they go back.
 */
export async function setAside(storage: Storage, member: Member): Promise<void> {
  const path = objectPath(member)
  if (!(await storage.exists(path))) return
  let n = 1
  while (await storage.exists(wrongObjectPath(member.sha256, n))) n += 1
  const aside = wrongObjectPath(member.sha256, n)
  await storage.move(path, aside)
  if (await isRight(storage, aside, member)) await storage.publish(aside, path)
}
