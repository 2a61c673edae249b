import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeProblem } from './problem.ts'
import { readFolder } from './read-folder.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'folder-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const at = (name: string) => join(dir, name)
const problems = async () => (await readFolder(dir)).problems.map(describeProblem)

test('reads YAML files in the order of their names, follows symbolic links, and skips other files', async () => {
  await writeFile(at('b.yml'), 'b')
  await writeFile(at('a.yaml'), 'a')
  await writeFile(at('note.md'), 'c')
  await symlink(at('a.yaml'), at('z.yaml'))
  const { files } = await readFolder(dir)
  expect(files.map(({ file, text }) => `${file} ${text}`)).toEqual([
    'a.yaml a',
    'b.yml b',
    'z.yaml a',
  ])
  expect((await readFolder(at('b.yml'))).files).toEqual([{ file: 'b.yml', text: 'b' }])
})

test('a symbolic link to a parent folder or to itself is reported', async () => {
  await symlink(dir, at('again'))
  await symlink('self', at('self'))
  expect(await problems()).toEqual([
    'again:1: a symbolic link leads back to a folder above it',
    'self:1: a symbolic link leads to itself',
  ])
})

test('a file of 100 MB is not read', async () => {
  await writeFile(at('a.yaml'), '')
  await truncate(at('a.yaml'), 100_000_000)
  expect(await problems()).toEqual(['a.yaml:1: the file has 100000000 bytes; the limit is 8388608'])
})

test('a file that is not UTF-8 is refused with the line', async () => {
  await writeFile(at('a.yaml'), Buffer.from([0x61, 0x0a, 0xc3, 0xa4, 0x0a, 0xff, 0x0a]))
  expect(await problems()).toEqual(['a.yaml:3: the file is not UTF-8'])
})

test('a missing folder is reported', async () => {
  expect((await readFolder(at('nowhere'))).problems).toMatchObject([{ message: 'does not exist' }])
})
