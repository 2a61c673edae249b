import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, test } from 'vitest'

test('stoa doctor checks every prerequisite', () => {
  const stoa = join(repositoryRoot, 'tools/cli/bin/stoa.js')
  const { ok, checks } = JSON.parse(
    execFileSync(process.execPath, [stoa, 'doctor', '--json'], { encoding: 'utf8' }),
  )
  expect(ok).toBe(true)
  expect(checks.map(({ name }: { name: string }) => name)).toContain('pinned node')
  for (const check of checks)
    expect(check).toMatchObject({
      state: expect.stringMatching(/^(there|fetched)$/),
      detail: expect.any(String),
    })
})
