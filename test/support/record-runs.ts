/** Makes every asset function of a copied project write its name and partition to a file, so that a test can tell what ran. */
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The environment variable that names the file. */
export const runLogVariable = 'VARVE_TEST_RUNS'

/** @returns how many asset functions were found. */
export async function recordRuns(assetsFolder: string): Promise<number> {
  let found = 0
  for (const name of (await readdir(assetsFolder)).sort()) {
    const path = join(assetsFolder, name)
    const source = await readFile(path, 'utf8')
    const recording = source.replaceAll(runFunction, (_, asset: string, before: string, parameters: string, arrow: string, brace = '') => {
      found += 1
      const call = `record('${asset}'${before.includes('partitions:') ? ', partition' : ''})`
      const named = before.includes('partitions:') ? withPartition(parameters) : parameters
      return `export const ${asset} = asset({${before}\n  run: (${named})${arrow}${brace === '' ? `${call} ?? ` : `{\n    ${call}\n`}`
    })
    if (recording !== source) await writeFile(path, `${recording}\nimport { record } from './record.ts'\n`)
  }
  await appendFile(join(assetsFolder, 'record.ts'), recorder)
  return found
}

/** An asset's name, what stands before its `run`, the parameters, and how its body begins. */
const runFunction = /export const (\w+) = asset\(\{([\s\S]*?)\n {2}run: \(([^)]*)\)([^=\n]*=>\s*)(\{\n)?/g

/** The second parameter takes `partition`, whether or not it does already. */
function withPartition(parameters: string): string {
  const [inputs, context] = parameters.split(/(?<=\}), /)
  if (context === undefined) return `${inputs}, { partition }`
  return /\bpartition\b/.test(context) ? parameters : `${inputs}, ${context.replace('{', '{ partition,')}`
}

const recorder = `import { appendFileSync } from 'node:fs'

export function record(asset, partition) {
  const key = partition === undefined ? '' : partition.key ?? \`day=\${partition.day.key},origin=\${partition.origin}\`
  const file = process.env.${runLogVariable}
  if (file) appendFileSync(file, key === '' ? \`\${asset}\\n\` : \`\${asset}@\${key}\\n\`)
}
`
