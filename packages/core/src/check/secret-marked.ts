/** A config field that is named like a secret is hidden where config is shown, and still decides the version of what is made. */
import { type Check, placeOf } from './check.ts'

export const secretMarked: Check = ({ config, places }) =>
  [...config.configs].flatMap(([asset, { unmarked }]) =>
    unmarked.map(place => ({
      severity: 'warning' as const,
      code: 'SECRET_NOT_MARKED',
      asset,
      message: `config.${place} of ${asset} looks like a secret and is not marked as one: it is shown as •••, and its value counts in hashes`,
      fix: 'write secret(z.string()) in the config schema, with identity where a part of it decides a value',
      ...placeOf(asset, places),
    })),
  )
