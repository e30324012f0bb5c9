/** The part of the storage suite that is about one file: how it is read, written and replaced. */
import type { Bytes, Storage } from '@varve/core'
import { expect, test } from 'vitest'
import { bytes, chunks, paths, put, replace, streamed, text } from './storage-acts.ts'

export function reading(makeStorage: () => Promise<Storage>): void {
  test('reads a file whole, in part and chunk by chunk', async () => {
    const storage = await makeStorage()
    await put(storage, 'a', '0123456789')
    const range = async (from: number, to: number) => text(await storage.read('a', { range: [from, to] }))

    expect(text(await storage.read('a'))).toBe('0123456789')
    expect([await range(2, 5), await range(0, 1), await range(9, 10), await range(3, 3)]).toEqual(['234', '0', '9', ''])
    expect([await streamed(storage, 'a'), await streamed(storage, 'a', [2, 5])]).toEqual(['0123456789', '234'])
  })

  test('a part that reaches past the end is what there is, and one that begins there is empty', async () => {
    const storage = await makeStorage()
    await put(storage, 'a', '0123')
    await put(storage, 'empty', '')
    const parts = [
      [2, 100],
      [4, 5],
      [100, 200],
    ] as const
    const read = async (path: string, range: readonly [number, number]) => [
      text(await storage.read(path, { range })),
      await streamed(storage, path, range),
    ]

    expect(await Promise.all(parts.map(part => read('a', part)))).toEqual([
      ['23', '23'],
      ['', ''],
      ['', ''],
    ])
    expect(await read('empty', [0, 1])).toEqual(['', ''])
  })

  test('many chunks are the bytes in their order', async () => {
    const storage = await makeStorage()
    const content = Uint8Array.from({ length: 700_001 }, (_, at) => at % 251)
    await put(storage, 'large', content)
    const chunks: Uint8Array[] = []
    for await (const chunk of storage.stream('large')) chunks.push(chunk)

    expect(chunks.length).toBeGreaterThan(1)
    expect(Buffer.concat(chunks).equals(content)).toBe(true)
    expect(Buffer.from(await storage.read('large', { range: [300_000, 600_000] })).equals(content.subarray(300_000, 600_000))).toBe(true)
  })

  test('an absent file is named by every way to read or finalize it, and has no stat', async () => {
    const storage = await makeStorage()
    const missing = { code: 'OBJECT_MISSING', where: storage.locate('no/such') }

    await expect(storage.read('no/such')).rejects.toMatchObject(missing)
    await expect(storage.read('no/such', { range: [0, 1] })).rejects.toMatchObject(missing)
    await expect(streamed(storage, 'no/such')).rejects.toMatchObject(missing)
    await expect(storage.finalize('no/such', 'a')).rejects.toMatchObject(missing)
    await expect(storage.finalize('no/such', 'deep/in/a')).rejects.toMatchObject(missing)
    await put(storage, 'a/b', 'x')
    expect(await Promise.all(['a/b', 'a/c', 'a', 'a/b/c', 'z/z'].map(async path => (await storage.stat(path))?.bytes))).toEqual([
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('what a reader does with its bytes reaches nobody else', async () => {
    const storage = await makeStorage()
    const written = bytes('abc')
    await put(storage, 'a', written)
    written.fill(0)
    const read = await storage.read('a')
    read.fill(0)
    for await (const chunk of storage.stream('a')) chunk.fill(0)
    await put(storage, 'b', chunks('abc'))
    ;(await storage.read('b')).fill(0)

    expect([text(await storage.read('a')), text(await storage.read('b'))]).toEqual(['abc', 'abc'])
  })

  test('a reader that has given up gets its own reason', async () => {
    const storage = await makeStorage()
    await put(storage, 'a', new Uint8Array(1_000_000))
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)

    await expect(storage.read('a', { signal })).rejects.toBe(reason)
    await expect(storage.read('a', { signal, range: [0, 1] })).rejects.toBe(reason)
    await expect(storage.list('', { signal })).rejects.toBe(reason)
    await expect(storage.names('', { signal })).rejects.toBe(reason)
    const controller = new AbortController()
    const read = async () => {
      for await (const _ of storage.stream('a', { signal: controller.signal })) controller.abort(reason)
    }
    await expect(read()).rejects.toBe(reason)
  })
}

export function writing(makeStorage: () => Promise<Storage>): void {
  test('reads back what was staged and published, and the staged name is gone', async () => {
    const storage = await makeStorage()
    await storage.stage('.varve/tmp/h/1-a', bytes('hello'))

    expect(await storage.finalize('.varve/tmp/h/1-a', 'objects/a')).toBe('put')
    expect(text(await storage.read('objects/a'))).toBe('hello')
    expect(await paths(storage)).toEqual(['objects/a'])
  })

  test('publishing under a taken name keeps the first content, and the staged file stays with its owner', async () => {
    const storage = await makeStorage()
    await storage.stage('tmp/1', bytes('first'))
    await storage.stage('tmp/2', bytes('second'))
    await storage.finalize('tmp/1', 'a')

    expect(await storage.finalize('tmp/2', 'a')).toBe('present')
    expect([text(await storage.read('a')), text(await storage.read('tmp/2'))]).toEqual(['first', 'second'])
  })

  test('a staged name is never written twice', async () => {
    const storage = await makeStorage()
    await storage.stage('tmp/1', bytes('first'))

    await expect(storage.stage('tmp/1', bytes('second'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    expect(text(await storage.read('tmp/1'))).toBe('first')
  })

  test('of sixteen writers of one absent name exactly one wins, whether they write, copy or finalize', async () => {
    const storage = await makeStorage()
    await put(storage, 'original', 'a copy')
    const write = async (n: number) => {
      if (n % 3 === 0) return (await put(storage, 'commits/1', `writer ${n}`)) === undefined ? 'present' : 'put'
      if (n % 3 === 1) return (await put(storage, 'commits/1', { copyOf: 'original' })) === undefined ? 'present' : 'put'
      await storage.stage(`staged/${n}`, bytes(`writer ${n}`))
      return storage.finalize(`staged/${n}`, 'commits/1')
    }
    const outcomes = await Promise.all(Array.from({ length: 16 }, (_, n) => write(n)))

    const winner = outcomes.indexOf('put')
    expect(outcomes.filter(outcome => outcome === 'put')).toEqual(['put'])
    expect(text(await storage.read('commits/1'))).toBe(winner % 3 === 1 ? 'a copy' : `writer ${winner}`)
  })

  test('what is put answers with its generation, and with nothing where the name is taken', async () => {
    const storage = await makeStorage()
    const first = await put(storage, 'a', 'first')

    expect(first).toBe((await storage.stat('a'))?.generation)
    expect([await put(storage, 'a', 'second'), await put(storage, 'a', { copyOf: 'a' })]).toEqual([undefined, undefined])
    expect([text(await storage.read('a')), await paths(storage)]).toEqual(['first', ['a']])
  })

  test('a copy is a file of its own, and a copy of nothing names what is missing', async () => {
    const storage = await makeStorage()
    const original = await put(storage, 'o/1', 'x')
    const copied = await put(storage, 'copy', { copyOf: 'o/1' })
    expect([copied === original, copied]).toEqual([false, (await storage.stat('copy'))?.generation])
    await storage.remove('o/1')

    expect(text(await storage.read('copy'))).toBe('x')
    await expect(put(storage, 'other', { copyOf: 'o/1' })).rejects.toMatchObject({ code: 'OBJECT_MISSING', where: storage.locate('o/1') })
    expect(await paths(storage)).toEqual(['copy'])
  })

  test('chunks become one file, and none an empty one', async () => {
    const storage = await makeStorage()
    await put(storage, 'a', chunks('ab', '', 'c'))
    await put(storage, 'empty', chunks())
    await storage.stage('tmp/1', chunks('staged ', 'whole'))
    await storage.finalize('tmp/1', 'b')

    expect([text(await storage.read('a')), text(await storage.read('empty')), text(await storage.read('b'))]).toEqual([
      'abc',
      '',
      'staged whole',
    ])
  })

  test('a stream that is aborted or fails in its middle leaves nothing under any name', async () => {
    const storage = await makeStorage()
    await put(storage, 'there', 'before')
    const reason = new Error('enough')
    const aborted = () => {
      const controller = new AbortController()
      async function* cut() {
        yield bytes('half')
        controller.abort(reason)
        yield bytes('the rest')
      }
      return { source: cut(), signal: controller.signal }
    }
    async function* failing(): AsyncIterable<Uint8Array> {
      yield bytes('half')
      throw Object.assign(new Error('the source ended'), { code: 'ENOENT' })
    }
    const generation = (await storage.stat('there'))!.generation
    const attempts: readonly ((source: Bytes, signal?: AbortSignal) => Promise<unknown>)[] = [
      (source, signal) => storage.stage('t/staged', source, signal),
      (source, signal) => storage.putIfAbsent('a/new', source, { temporary: 't/put', signal }),
      (source, signal) => storage.replace('there', source, generation, { temporary: 't/replace', signal }),
    ]
    for (const attempt of attempts) {
      const { source, signal } = aborted()
      await expect(attempt(source, signal)).rejects.toBe(reason)
      await expect(attempt(bytes('whole'), AbortSignal.abort(reason))).rejects.toBe(reason)
      await expect(attempt(failing())).rejects.toMatchObject({ code: 'STORAGE_FAILED', why: 'the source ended' })
    }

    expect(await paths(storage)).toEqual(['there'])
    expect(text(await storage.read('there'))).toBe('before')
  })

  test('flushes folders that exist and folders that are gone', async () => {
    const storage = await makeStorage()
    await put(storage, 'a/b/c', 'x')

    await storage.flush(['a/b', 'gone'])
    expect(await paths(storage)).toEqual(['a/b/c'])
  })
}

export function replacing(makeStorage: () => Promise<Storage>): void {
  test('replaces the generation that was looked at by bytes, chunks or a copy, and each write is a new one', async () => {
    const storage = await makeStorage()
    await put(storage, 'o/1', 'copied')
    const generations = [await put(storage, 'a/b', 'first')]
    const contents: string[] = []
    for (const source of [bytes('first'), chunks('se', 'cond'), { copyOf: 'o/1' }]) {
      generations.push(await replace(storage, 'a/b', source, generations.at(-1)!))
      contents.push(text(await storage.read('a/b')))
    }

    expect(contents).toEqual(['first', 'second', 'copied'])
    expect(new Set(generations).size).toBe(4)
    expect((await storage.stat('a/b'))?.generation).toBe(generations.at(-1))
    expect(await paths(storage)).toEqual(['a/b', 'o/1'])
  })

  test('a stale generation replaces nothing, also where the file is gone or came back with equal bytes', async () => {
    const storage = await makeStorage()
    const stale = (await put(storage, 'a', 'same'))!
    await replace(storage, 'a', bytes('newer'), stale)
    expect([await replace(storage, 'a', bytes('older'), stale), text(await storage.read('a'))]).toEqual([undefined, 'newer'])
    const newer = (await storage.stat('a'))!.generation

    await storage.remove('a')
    expect([await replace(storage, 'a', bytes('older'), newer), await storage.stat('a')]).toEqual([undefined, undefined])
    await put(storage, 'a', 'newer')
    expect([await replace(storage, 'a', bytes('older'), stale), text(await storage.read('a'))]).toEqual([undefined, 'newer'])
    expect(await paths(storage)).toEqual(['a'])
  })

  test('of sixteen that replace one generation exactly one does', async () => {
    const storage = await makeStorage()
    const before = (await put(storage, 'a', 'before'))!
    const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => replace(storage, 'a', bytes(`writer ${n}`), before)))
    const winners = answers.flatMap((generation, n) => (generation === undefined ? [] : [{ generation, content: `writer ${n}` }]))

    expect(winners).toEqual([{ generation: (await storage.stat('a'))?.generation, content: text(await storage.read('a')) }])
  })

  test('a copy of nothing replaces nothing, and names what is missing', async () => {
    const storage = await makeStorage()
    const generation = (await put(storage, 'a', 'before'))!

    await expect(replace(storage, 'a', { copyOf: 'o/gone' }, generation)).rejects.toMatchObject({
      code: 'OBJECT_MISSING',
      where: storage.locate('o/gone'),
    })
    expect([text(await storage.read('a')), await paths(storage)]).toEqual(['before', ['a']])
  })
}
