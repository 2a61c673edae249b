import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { expect, it, onTestFinished, vi } from 'vitest'
import { clusterCommand } from './command.ts'

/** `stoa cluster plan` of a site whose `monitoring.yaml` has these receivers. */
function plan(receivers: string, ...options: readonly string[]) {
  const site = mkdtempSync(join(tmpdir(), 'stoa-plan-'))
  onTestFinished(() => rmSync(site, { recursive: true }))
  writeFileSync(
    join(site, 'monitoring.yaml'),
    `alertmanager: { config: { receivers: ${receivers} } }`,
  )
  vi.stubEnv('STOA_HOME', join(site, 'home'))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  return clusterCommand.run(['plan', '--site', site, ...options])
}

it('a plan says that a site lacks a receiver, and makes none', async () => {
  const planned = plan('[{ name: pager }]')
  await expect(planned).rejects.toThrow(CannotRun)
  await expect(planned).rejects.toThrow('routes name page-platform, heartbeat')
  expect(process.stdout.write).not.toHaveBeenCalled()
})

it('a plan of other releases is made', async () => {
  expect(await plan('[{ name: pager }]', '--only', 'policies')).toBe(0)
  expect(process.stdout.write).toHaveBeenCalled()
})
