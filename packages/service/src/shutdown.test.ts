import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished, vi } from 'vitest'

const pathOf = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)))

/** A process that handles signals, then runs the script; what `tell` was called with. */
async function start(script: string, options = {}) {
  const source = `
    import { createLog } from ${pathOf('./log.ts')}
    import { handleSignals } from ${pathOf('./shutdown.ts')}
    const tell = (text) => process.stderr.write(text + ' ')
    const onShutdown = handleSignals(createLog('orders', 'silent'), ${JSON.stringify(options)})
    setInterval(() => undefined, 60_000)
    ${script}
    tell('started')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exit = once(child, 'close').then(([status]) => status as number | null)
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
  const told = () => text.trim().split(' ')
  const untilTold = (last: string) =>
    vi.waitFor(() => expect(told()).toContain(last), { timeout: 20_000 })
  await untilTold('started')
  return { exit, told, untilTold, kill: (name: NodeJS.Signals) => child.kill(name) }
}

it.each([
  ['a service that still starts ends well', {}, 0],
  ['a process with something to finish fails', { statusBeforeSteps: 1 }, 1],
])('without steps, %s on a signal', async (_, options, status) => {
  const { kill, exit } = await start('', options)
  kill('SIGTERM')
  expect(await exit).toBe(status)
})

it.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s the steps run one after the other, and it ends well',
  async (name) => {
    const steps = `onShutdown(() => [
      async () => { await new Promise(setImmediate); tell('first') },
      () => tell('second'),
    ])`
    const { kill, exit, told } = await start(steps, { statusBeforeSteps: 1 })
    kill(name)
    expect(await exit).toBe(0)
    expect(told()).toEqual(['started', 'first', 'second'])
  },
)

it('a step that fails stops no later one, and the process ends with status 1', async () => {
  const steps = `onShutdown(() => [() => { throw new Error('no') }, () => tell('second')])`
  const { kill, exit, told } = await start(steps)
  kill('SIGTERM')
  expect(await exit).toBe(1)
  expect(told()).toEqual(['started', 'second'])
})

it('a second signal ends it at once', async () => {
  const steps = `onShutdown(() => [() => new Promise(() => tell('waits')), () => tell('second')])`
  const { kill, exit, told, untilTold } = await start(steps)
  kill('SIGTERM')
  await untilTold('waits')
  kill('SIGINT')
  expect(await exit).toBe(1)
  expect(told()).toEqual(['started', 'waits'])
})
