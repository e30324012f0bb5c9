/** The edit suite: an edit that can change a value changes a version or is found, and one that cannot changes nothing. */
import { expect, test } from 'vitest'
import { type EditCase, seen } from './edit-case.ts'
import { effectEdits } from './edits-beyond-the-asset.ts'
import { fileEdits, foundEdits, partEdits } from './edits-of-files.ts'
import { setUpEdits } from './edits-of-packages.ts'
import { valueEdits } from './edits-of-values.ts'
import { codeEdits } from './edits-that-count.ts'
import { movingEdits, quietEdits } from './edits-that-do-not.ts'
import { codeVersions } from './source-project.ts'

const counting: readonly EditCase[] = [...codeEdits, ...effectEdits, ...setUpEdits, ...valueEdits, ...partEdits]

test.each(counting.map(edit => [edit.what, edit] as const))('an edit of %s changes the version', async (_what, edit) => {
  const { isChanged } = await seen(edit)
  expect(isChanged).toBe(true)
})

test.each(fileEdits.map(edit => [edit.what, edit] as const))(
  'an edit of %s changes the version, since it is followed',
  async (_what, edit) => {
    expect(await seen(edit)).toEqual({ isChanged: true, findings: [] })
  },
)

test.each(foundEdits.map(([edit, finding]) => [edit.what, edit, finding] as const))(
  'an edit of %s cannot be followed, and check says where it is read',
  async (_what, edit, finding) => {
    expect((await seen(edit)).findings).toEqual([finding])
  },
)

test.each(quietEdits.map(edit => [edit.what, edit] as const))('an edit of %s changes nothing', async (_what, edit) => {
  expect(await seen(edit)).toEqual({ isChanged: false, findings: [] })
})

test.each(movingEdits.map(edit => [edit.what, edit] as const))('%s changes nothing', async (_what, { before, after, of }) => {
  const old = await codeVersions(before, of)
  expect((await codeVersions(after, of)).a).toMatchObject({ hash: old.a?.hash, conservative: [] })
})
