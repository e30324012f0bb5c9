/** Edits that set a package up, far from the asset that uses it. */
import { assetWith, type EditCase, editOf } from './edit-case.ts'
import { config } from './edits-beyond-the-asset.ts'

/** What a plugin does to a package that the asset uses. */
const setUp = (what: string, plugin: string): EditCase =>
  editOf(
    what,
    {
      'a.ts': assetWith('[kit(), z.string()]', `import kit from 'kit'\nimport { z } from 'zod'`),
      'plugin.ts': plugin,
      'varve.config.ts': config(`import './plugin.ts'`),
      'node_modules/kit/package.json': '{ "version": "1.0.0" }',
      'node_modules/zod/package.json': '{ "version": "4.0.0" }',
      'node_modules/other/package.json': '{ "version": "1.0.0" }',
    },
    'plugin.ts',
    '15',
    '16',
  )
const kitPackage = `import kit from 'kit'\n`

export const setUpEdits: readonly EditCase[] = [
  setUp('a package that a list of plugins extends', `${kitPackage}[{ n: 15 }].forEach(kit.extend)`),
  setUp('a package that a helper is given', `${kitPackage}function install(d) { d.extend(15) }\ninstall(kit)`),
  setUp('a package that has another name', `${kitPackage}const k = kit\nk.extend(15)`),
  setUp('a package that an object holds', `${kitPackage}const tools = { kit }\ntools.kit.extend(15)`),
  setUp('a package of which a part is destructured', `${kitPackage}const { defaults } = kit\ndefaults.x = 15`),
  setUp('a package of which a part is a local', `${kitPackage}{ const d = kit.defaults; d.x = 15 }`),
  setUp('a package whose prototype is assigned to', `import { Client } from 'kit'\nObject.assign(Client.prototype, { x: 15 })`),
  setUp(
    'a package whose prototype gets a property',
    `import { Client } from 'kit'\nObject.defineProperty(Client.prototype, 'x', { value: 15 })`,
  ),
  setUp('a package in a list that a loop goes through', `${kitPackage}for (const one of [kit]) one.defaults.x = 15`),
  setUp('a package that is called under a condition', `${kitPackage}process.title && kit.seed(15)`),
  setUp('a package whose call is void', `${kitPackage}void kit.seed(15)`),
  setUp('a package that is called for each of a list', `${kitPackage}[15].forEach(n => kit.seed(n))`),
  setUp('a package whose promise somebody waits for', `${kitPackage}kit.boot(15).then(() => 1)`),
  setUp('a package that another package is given', `import { z } from 'zod'\nimport { extendWith } from 'other'\nextendWith(z, 15)`),
  setUp(
    'a package whose decorator registers a class',
    `import { injectable } from 'kit'\n@injectable({ token: 'x' }) export class X { n = 15 }`,
  ),
  setUp('a package whose decorator is not called', `import { Service } from 'kit'\n@Service export class X { n = 15 }`),
  setUp('a package that is required', `const kit = require('kit')\nkit.extend(15)`),
  setUp('a package that is required where it is used', `require('kit').extend(15)`),
  setUp('a package that is imported as the program runs', `const { default: k } = await import('kit')\nk.extend(15)`),
]
