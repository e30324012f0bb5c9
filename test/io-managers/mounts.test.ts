/** A tree on another device than its objects: a real mount, in a namespace of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { file } from '@varve/io-managers'
import { describe, expect, test } from 'vitest'
import { quickArguments } from '../support/quick/quick-arguments.ts'
import { tempFolder } from './temp-folder.ts'

const reason = whyNoMounts()
const child = fileURLToPath(new URL('show-across.ts', import.meta.url))

describe.skipIf(reason !== undefined)(
  `a device mounted below the environment folder${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    test.each(['link', 'copy'])(
      'EXDEV falls back to a copy beside the target that nobody sees before it is whole, in a tree of %s',
      async mode => {
        const root = await storageWithObject()
        expect(JSON.parse(mounted(root, mode).stdout)).toMatchObject({
          files: ['main/part', 'o/1', 'o/2'],
          shown: 'second',
          isStamped: true,
          whileCopying: [null, 1],
        })
        expect(await readdir(join(root, 'tmp/h'))).toEqual([])
      },
    )

    test('a copy that a kill left beside its target is announced among the temporaries, and swept with their holder', async () => {
      const root = await storageWithObject()
      const inside = join(root, 'main') // a mount ends with its namespace: so a second one looks from inside
      const { stdout } = mounted(root, 'link', 'dies', `ls -A ${inside}; cat ${root}/tmp/h/*.beside`)
      const [left, announced] = stdout.split('\n')
      expect(left).toMatch(/^\.[0-9a-f]{24}\.part$/)
      expect(announced).toBe(join(inside, left!))

      await writeFile(announced!, 'left')
      await file(root).open('/').sweep('tmp/h')
      expect([await readdir(inside), await readdir(join(root, 'tmp'))]).toEqual([[], []])
      expect(await readFile(join(root, 'o/1'), 'utf8')).toBe('x')
    })

    test('a name on another device is put by one writer alone: the last one replaced the files of all before it', async () => {
      const root = await storageWithObject()
      const script = `mkdir ${root}/commits && mount -t tmpfs none ${root}/commits && ${node()} ${fileURLToPath(new URL('put-across.ts', import.meta.url))} ${root}`
      const { winners, there } = JSON.parse(spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' }).stdout)
      expect(winners).toEqual([there])
    })

    test('a device that is full keeps nothing of what did not fit, under no name', async () => {
      const root = await storageWithObject()
      const node = `${process.execPath} --conditions=@varve/source --import tsx ${fileURLToPath(new URL('fill-device.ts', import.meta.url))} ${root}`
      const script = `mount -t tmpfs -o size=256k none ${root} && ${node}`
      const { codes, fix, files } = JSON.parse(spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' }).stdout)
      expect([codes, files]).toEqual([Array(4).fill('ENOSPC'), ['main/part']])
      expect(fix).toBe('free space on the device, then run the same command again')
    })

    test('a device that is mounted read-only is a failure that says what to do', async () => {
      const root = await storageWithObject()
      const script = `const { file } = await import('${fileURLToPath(new URL('../../packages/io-managers/src/storage/file.ts', import.meta.url))}')
        await file('${root}').open('/').stage('tmp/new/x', new Uint8Array()).catch(({ code, fix }) => console.log(code, fix))`
      const readOnly = `mount --bind ${root} ${root} && mount -o remount,ro,bind ${root} && ${node()} --input-type=module -e "$SCRIPT"`
      const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', readOnly], { encoding: 'utf8', env: { ...process.env, SCRIPT: script } })
      expect(stdout).toMatch(/^STORAGE_FAILED mount the device for writing/)
    })
  },
)

async function storageWithObject(): Promise<string> {
  const root = await tempFolder()
  await file(root).open('/').putIfAbsent('o/1', new TextEncoder().encode('x'), { temporary: 'tmp/h/put' })
  await mkdir(join(root, 'main'))
  return root
}

/** Runs the child where `main` is another device. @param after a command for the same namespace. */
function mounted(root: string, mode: string, dies = '', after = ':') {
  return spawnSync(
    'unshare',
    ['-m', 'sh', '-c', `mount -t tmpfs none ${root}/main && ${node()} ${child} ${root} ${mode} ${dies}; ${after}`],
    { encoding: 'utf8' },
  )
}

function node(): string {
  return [process.execPath, ...quickArguments()].join(' ')
}

function whyNoMounts(): string | undefined {
  if (process.platform !== 'linux') return 'mount namespaces are of Linux'
  try {
    execFileSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'unshare -m and mount are not allowed here'
  }
}
