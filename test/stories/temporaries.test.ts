/** Files under `.varve/tmp` belong to a run that goes on or a command that settles: whoever comes may sweep those of others. */
import { join } from 'node:path'
import type { Storage } from '@varve/core'
import { asset, catalog, file, ioManager, json, materialize } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'
import { onDisk } from '../support/tree-lab.ts'

test('a run that has ended writes nothing under its name any more, since another process may sweep it meanwhile', async () => {
  const lab = await onDisk(memoryConfig(catalog({ one: asset({ run: () => [1] }) })))
  const states: (string | undefined)[] = []
  const storage = file(join(lab.root, 'data'))
  const open = (base: string): Storage => {
    const opened = storage.open(base)
    const putIfAbsent: Storage['putIfAbsent'] = async (path, bytes, temporary) => {
      const [, holder] = /^\.varve\/tmp\/([^/]+)\//.exec(temporary) ?? []
      states.push(await lab.lab.ledger.read(snapshot => snapshot.run(holder!)?.status))
      return opened.putIfAbsent(path, bytes, temporary)
    }
    const bound = (name: string | symbol) => {
      const member: unknown = Reflect.get(opened, name, opened)
      return typeof member === 'function' ? member.bind(opened) : member
    }
    return new Proxy(opened, { get: (_, name) => (name === 'putIfAbsent' ? putIfAbsent : bound(name)) })
  }
  const watched = { ...lab, io: ioManager({ storage: { kind: 'file', open }, format: json() }) }
  expect((await materialize(watched)).status).toBe('complete')
  // the root's file, the group's record, and the record of the run's end; those without a run are of commands that settle
  expect(states).toEqual([undefined, 'running', undefined])
})
