import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lastWriteMs, waitUntilUnchanged } from './wait-until-unchanged.ts'

const longAgo = new Date('2026-01-01')
let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-unchanged-'))
  file = join(dir, 'policy.yaml')
})
afterEach(() => rm(dir, { recursive: true }))

async function save(text: string) {
  await writeFile(file, text)
  for (const path of [file, dir]) await utimes(path, longAgo, longAgo)
}

it('the last write is the time of the newest file', async () => {
  await save('kind: Policy')
  expect(await lastWriteMs(dir)).toBe(longAgo.getTime())
})

it('an empty file counts as written now', async () => {
  await save('')
  const before = Date.now()
  expect(await lastWriteMs(dir)).toBeGreaterThanOrEqual(before)
})

it('waiting ends although a file stays empty', async () => {
  await save('')
  await expect(waitUntilUnchanged(dir)).resolves.toBeUndefined()
})
