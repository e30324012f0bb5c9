/** What acts of a run cost: alone all of the time, at once a share of it; simulated, so no moment is measured. */
import { expect, test } from 'vitest'
import { sharedTime } from '../../../packages/core/src/run/shared-time.ts'
import { simulatedTimers } from '../../support/simulated-timers.ts'

/** Begins an act that goes on until the test lets it end. */
function acts() {
  const timers = simulatedTimers()
  const share = sharedTime(timers)
  const begin = () => {
    let end = (): void => {}
    let fail = (_: Error): void => {}
    const going = share(
      () =>
        new Promise<void>((resolve, reject) => {
          end = resolve
          fail = reject
        }),
    )
    return {
      end: async () => {
        end()
        return (await going).ms
      },
      fail: async () => {
        fail(new Error('failed'))
        await expect(going).rejects.toThrow('failed')
      },
    }
  }
  return { timers, begin }
}

test('an act alone takes all of the time, and what passes between two is nobody’s', async () => {
  const { timers, begin } = acts()
  timers.pass(7)
  const one = begin()
  timers.pass(100)
  expect(await one.end()).toBe(100)
  timers.pass(50)
  const two = begin()
  timers.pass(10)
  expect(await two.end()).toBe(10)
})

test('acts at once share the time for as long as they are at once', async () => {
  const { timers, begin } = acts()
  const long = begin()
  timers.pass(100)
  const [one, two, three] = [begin(), begin(), begin()]
  timers.pass(40)
  expect([await one.end(), await two.end(), await three.end()]).toEqual([10, 10, 10])
  timers.pass(5)
  expect(await long.end()).toBe(115)
})

test('one that fails has its share until it fails', async () => {
  const { timers, begin } = acts()
  const [one, failing] = [begin(), begin()]
  timers.pass(20)
  await failing.fail()
  timers.pass(20)
  expect(await one.end()).toBe(30)
})
