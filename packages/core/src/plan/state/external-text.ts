/** As much of an external's state as decides the states of its readers. */
import type { ExternalState, Externals } from '../node.ts'

export function externalText(name: string, externals: Externals): string {
  const state: ExternalState = externals.get(name) ?? { kind: 'unobserved' }
  switch (state.kind) {
    case 'present':
      return `present ${state.version}`
    case 'unreadable':
      return `unreadable ${state.code}`
    default:
      return state.kind
  }
}
