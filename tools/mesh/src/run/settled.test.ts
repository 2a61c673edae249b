import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { settled } from './settled.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-settled-'))
})
afterEach(() => rm(dir, { recursive: true }))

it('waits for the content of a file that was emptied to be written again', async () => {
  const file = join(dir, 'policy.yaml')
  await writeFile(file, '')
  const saving = setTimeout(150).then(() => writeFile(file, 'kind: Policy'))
  await settled(dir)
  expect(await readFile(file, 'utf8')).toBe('kind: Policy')
  await saving
})

it('does not wait for ever for a file that stays empty', async () => {
  await writeFile(join(dir, 'empty.yaml'), '')
  await expect(settled(dir)).resolves.toBeUndefined()
})
