import { afterEach, expect, it, vi } from 'vitest'
import { alertsCommand } from './command.ts'

const printed = () =>
  vi
    .mocked(process.stdout.write)
    .mock.calls.map(([text]) => text)
    .join('')

const run = (...args: string[]) => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  return alertsCommand(() => Promise.reject(new Error('expected no cluster to be asked'))).run(args)
}
afterEach(() => {
  vi.restoreAllMocks()
})

it('`stoa alerts check` finds nothing that an alert of this repository lacks', async () => {
  expect(await run('check', '--json')).toBe(0)
  const { alerts, ...lacks } = JSON.parse(printed())
  expect(alerts).toBeGreaterThan(50)
  expect(lacks).toEqual({
    ...{ withoutFiringCase: [], withoutQuietCase: [], withoutRunbook: [], withoutLabels: [] },
  })
})

it('`stoa alerts` refuses another subcommand', async () => {
  await expect(run('list')).rejects.toThrow('expected check or firing, found list')
})
