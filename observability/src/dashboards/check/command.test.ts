import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { dashboardsCommand } from './command.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stoa-no-platform-'))
  vi.stubEnv('STOA_HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(home, { recursive: true })
})

async function run(...args: string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const status = await dashboardsCommand.run(['check', ...args])
  const textOf = (spy: typeof out) => spy.mock.calls.map(([text]) => text).join('')
  return { status, out: textOf(out), err: textOf(err) }
}

it('without a platform it says that no query was run, and does not succeed', async () => {
  const { status, out, err } = await run('--json')
  expect(status).toBe(2)
  expect(JSON.parse(out)).toMatchObject({ dashboards: 9, run: 0, invalid: [] })
  expect(err).toContain('no query was run')
})

it('--files checks the files alone', async () => {
  const { status, out, err } = await run('--files')
  expect([status, err]).toEqual([0, ''])
  expect(out).toContain('none run')
})

it('--files is refused with --faults', async () => {
  await expect(run('--files', '--faults')).rejects.toThrow('choose one')
})
