import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lastWriteMs, settled } from './settled.ts'

const longAgo = new Date('2026-01-01')
let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-settled-'))
  file = join(dir, 'policy.yaml')
})
afterEach(() => rm(dir, { recursive: true }))

async function save(text: string) {
  await writeFile(file, text)
  for (const path of [file, dir]) await utimes(path, longAgo, longAgo)
}

it('a file was written when it was written last', async () => {
  await save('kind: Policy')
  expect(await lastWriteMs(dir)).toBe(longAgo.getTime())
})

it('an emptied file is being written now', async () => {
  await save('')
  const before = Date.now()
  expect(await lastWriteMs(dir)).toBeGreaterThanOrEqual(before)
})

it('a file that stays empty is not waited for for ever', async () => {
  await save('')
  await expect(settled(dir)).resolves.toBeUndefined()
})
