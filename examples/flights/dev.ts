/** The main job: make everything that is not up to date, then say what ran, what lies where and what came out. */
import { lineage, materialize, path, type RunObserver, read } from 'varve'
import { told } from './told.ts'
import config from './varve.config.ts'

const root = process.env.VARVE_ROOT
const options = root === undefined ? {} : { root }

const announce: RunObserver = event => {
  if (event.kind === 'planned' && event.steps > 0)
    console.log(`Making ${event.steps} partitions; stop it whenever you like, the next run goes on from there ...`)
}

const outcome = await materialize(config, { ...options, observers: [announce] })
if (outcome.status === 'complete') {
  const [day, cell, made, report] = await Promise.all([
    path(config, 'flights@2001-01-01', options),
    path(config, 'routeDelays@day=2001-01-01,origin=ORD', options),
    lineage(config, 'modelReport', options),
    read(config, 'modelReport', options),
  ])
  console.log(told(outcome, [day.path, cell.path], made, report).join('\n'))
} else {
  for (const { asset, partition, code, message } of outcome.failures) console.error(`${asset}@${partition} ${code}: ${message}`)
  process.exitCode = 1
}
