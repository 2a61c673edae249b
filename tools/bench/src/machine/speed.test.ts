import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { measureSpeed } from './speed.ts'

test('tells what the processor and the disk take, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'speed-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { workMs, syncMs } = await measureSpeed(folder, 20)
  expect(workMs).toBeGreaterThan(0)
  expect(syncMs.p99).toBeGreaterThanOrEqual(syncMs.p50 ?? Infinity)
  expect(await readdir(folder)).toEqual([])
})

test('a disk that is not there is an error', async () => {
  await expect(measureSpeed('/nowhere/at/all')).rejects.toThrow('ENOENT')
})
