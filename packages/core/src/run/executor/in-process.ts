/** The executor of this process: looks up by name what an assignment is about, in the project that is open, and makes it here. */
import { VarveError } from '../../foundation/errors.ts'
import { referenceText } from '../../foundation/reference-text.ts'
import { type Step, stepOf } from '../../plan/step.ts'
import type { AssignedOutput, Assignment, Executor } from '../assignment.ts'
import { failedMaking } from './failed-making.ts'
import { type Maker, makeArtifact } from './make-artifact.ts'

export function inProcess(maker: Maker): Executor {
  return {
    make: async (assignment, signal) => {
      try {
        return { kind: 'made', outputs: [await makeArtifact(stepFor(assignment, maker), assignment, maker, signal)] }
      } catch (error) {
        return failedMaking(error, assignment, maker.mask)
      }
    },
  }
}

/** @throws DEFINITION_DIFFERS where this project would make something else than what was assigned */
function stepFor({ outputs: [output] }: Assignment, { graph }: Maker): Step {
  const { asset, partition, definition, contract } = output
  const node = graph.get(asset)
  const ordinal = node?.partitions.ordinalOf(partition)
  if (!node || ordinal === undefined) throw differs('it is not defined here', output)
  if (node.identity.definitionHash !== definition) throw differs('its code or config is another one here', output)
  if (node.identity.contractHash !== contract) throw differs('its contract is another one here', output)
  return stepOf(node, ordinal)
}

function differs(why: string, { asset, partition, version }: AssignedOutput): VarveError {
  return new VarveError('DEFINITION_DIFFERS', {
    what: `${referenceText(asset, partition)} was assigned by a process that has another definition of it`,
    why: `${why}: the processes of the run have loaded different files, or the same files at different times`,
    fix: 'run again once all of them have the same project',
    details: { asset, partition, version },
  })
}
