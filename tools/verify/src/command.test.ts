import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { verifyCommand } from './command.ts'
import type { VerifyInputs } from './invariant.ts'
import { ledgerBalances } from './invariants/i4-ledger-balances.ts'
import { verify } from './verify.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

it('a check that cannot run says so as JSON and exits with 2', async () => {
  const home = mkdtempSync(join(tmpdir(), 'stoa-none-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  vi.stubEnv('STOA_HOME', home)
  const printed: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0)
  await expect(verifyCommand.run(['--json'])).rejects.toThrow(CannotRun)
  expect(printed).toHaveLength(1)
  expect(JSON.parse(printed[0] ?? '')).toEqual({ error: expect.stringContaining('no platform') })
})

it('names the invariant that could not be checked', async () => {
  const rows = () => Promise.reject(new Error('unsupported Unicode escape sequence'))
  const inputs = { db: { rows } } as unknown as VerifyInputs
  await expect(verify(inputs, { invariants: [ledgerBalances] })).rejects.toThrow(
    'I4 failed: unsupported Unicode escape sequence',
  )
})
