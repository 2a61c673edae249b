import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isFullDisk, unlessFull } from './full-disk.ts'
import { replaceFile } from './replace-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code })
}

it.each(['ENOSPC', 'EDQUOT', 'EIO'])('work that fails with %s is left undone', (code) => {
  expect(unlessFull(failing(code))).toBe(false)
})

it('work that fails otherwise fails, and work that is done is done', () => {
  expect(() => unlessFull(failing('EACCES'))).toThrow('EACCES')
  expect(isFullDisk('ENOSPC')).toBe(false)
  expect(unlessFull(() => undefined)).toBe(true)
})

it('a file is replaced whole, or not at all when the new one cannot be written', () => {
  const file = join(folder, 'a.conf')
  replaceFile(file, 'one', { mode: 0o600 })
  mkdirSync(`${file}.new`)
  expect(() => replaceFile(file, 'two', { mode: 0o600 })).toThrow()
  expect(readFileSync(file, 'utf8')).toBe('one')
  rmSync(`${file}.new`, { recursive: true })
  replaceFile(file, 'two', { mode: 0o600 })
  expect(readFileSync(file, 'utf8')).toBe('two')
})

it('a file that says the same already is not written: there may be no room', () => {
  const file = join(folder, 'a.conf')
  replaceFile(file, 'one', { mode: 0o600 })
  mkdirSync(`${file}.new`)
  expect(() => replaceFile(file, 'one', { mode: 0o600 })).not.toThrow()
})
