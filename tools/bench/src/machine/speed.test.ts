import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { measureSpeed } from './speed.ts'

test('measures CPU and disk, and removes its file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'speed-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { workMs, syncMs } = await measureSpeed(folder, 20)
  expect(workMs).toBeGreaterThan(0)
  expect(syncMs.p99).toBeGreaterThanOrEqual(syncMs.p50 ?? Infinity)
  expect(await readdir(folder)).toEqual([])
})

test('a missing folder is an error', async () => {
  await expect(measureSpeed('/nowhere/at/all')).rejects.toThrow('ENOENT')
})
