/** The repository copied and built in a temporary folder, where the built command runs: a `dist` beside the source would shadow it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { inTemporaryFolder, repository } from './bench-project.ts'

export async function inBuiltWorkspace<T>(work: (folder: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder(folder => {
    const isLeftOut = (path: string) => ['node_modules', 'dist', '.git', '.varve', 'coverage'].includes(basename(path))
    for (const name of readdirSync(repository)) {
      if (!isLeftOut(name)) cpSync(join(repository, name), join(folder, name), { recursive: true, filter: path => !isLeftOut(path) })
    }
    linkModules(folder)
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`the build ended with ${status}: ${stdout}${stderr}`)
    return work(folder)
  })
}

/** What others made is the repository's own; what is ours is the copy. */
function linkModules(folder: string): void {
  const modules = join(repository, 'node_modules')
  mkdirSync(join(folder, 'node_modules/@varve'), { recursive: true })
  for (const name of readdirSync(modules)) {
    if (name === '.bin' || !/^(\.|@varve$|varve$|example-)/.test(name)) symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  }
  for (const name of readdirSync(join(folder, 'packages'))) {
    const own = join(repository, 'packages', name, 'node_modules')
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules', name === 'cli' ? 'varve' : `@varve/${name}`))
    if (readdirSync(join(repository, 'packages', name)).includes('node_modules')) {
      symlinkSync(own, join(folder, 'packages', name, 'node_modules'))
    }
  }
}
