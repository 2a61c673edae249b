import { expect, it } from 'vitest'
import { openSupervisor, programOf, sleeper } from '../../test/supervised.ts'
import { isStill } from '../proc.ts'
import { type Supervisor, until } from './supervisor.ts'

/** The second crash in a row is followed by a delay that no test outlasts. */
const backoffMs = (crashes: number) => (crashes > 1 ? 600_000 : crashes)

async function openCrashedOnce(isSuccessorReady = async () => true) {
  const opened = openSupervisor({ backoffMs })
  const { supervisor, stateOf } = opened
  let starts = 0
  const successor = () => ({
    program: programOf('exec sleep 600'),
    isReady: () => {
      starts++
      return isSuccessorReady()
    },
    takeOver: () => undefined,
  })
  await supervisor.start([sleeper('a', { successor })])
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  const crash = async () => {
    await supervisor.kill('a', 'SIGKILL')
    await until('its delay', () => stateOf('a')?.state === 'backing-off')
  }
  const successorStarts = () => until('the successor', () => starts > 0)
  return { ...opened, crash, successorStarts }
}

async function startsWithoutDelay(
  { supervisor, logged, processOf }: Awaited<ReturnType<typeof openCrashedOnce>>,
  act: (supervisor: Supervisor) => Promise<void>,
) {
  await act(supervisor)
  expect(isStill(processOf('a'))).toBe(true)
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  expect(logged).toEqual(
    [0.001, 600, 0.001].map((seconds) => `a ended (SIGKILL); restarting it in ${seconds} s`),
  )
}

it.each([
  ['restart', (supervisor: Supervisor) => supervisor.restart('a')],
  ['replacement', (supervisor: Supervisor) => supervisor.replace('a')],
])(
  'a %s of what waits for its next start does not wait, and counts crashes anew',
  async (_, act) => {
    const crashed = await openCrashedOnce()
    await crashed.crash()
    await startsWithoutDelay(crashed, act)
  },
)

it('a crash while its successor starts is followed by a start without a delay', async () => {
  const ready = Promise.withResolvers<boolean>()
  const crashed = await openCrashedOnce(() => ready.promise)
  const replaced = crashed.supervisor.replace('a')
  await crashed.successorStarts()
  await crashed.crash()
  ready.resolve(true)
  await startsWithoutDelay(crashed, () => replaced)
})
