import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { endWithProcess } from './end-with-process.ts'

function start() {
  const host = Object.assign(new EventEmitter(), { pid: 4711, kill: vi.fn() })
  const child = spawn('sleep', ['600'])
  endWithProcess(child, host as unknown as NodeJS.Process)
  return { host, closed: once(child, 'close') }
}

it('a signal ends the child, and then this process', async () => {
  const { host, closed } = start()
  host.emit('SIGTERM', 'SIGTERM')
  expect(await closed).toEqual([null, 'SIGTERM'])
  expect(host.kill.mock.calls).toEqual([[4711, 'SIGTERM']])
})

it('a signal that another listener handles ends the child alone', async () => {
  const { host, closed } = start()
  host.on('SIGINT', () => undefined)
  host.emit('SIGINT', 'SIGINT')
  await closed
  expect(host.kill).not.toHaveBeenCalled()
})

it('the exit of this process ends the child, and its end leaves no listener', async () => {
  const { host, closed } = start()
  host.emit('exit')
  await closed
  expect(host.eventNames()).toEqual([])
})
