import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { writeChanged } from './write-changed.ts'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stoa-development-'))
  folder = join(root, 'written')
  onTestFinished(() => rmSync(root, { recursive: true }))
})

it('touches no file that is as it should be', () => {
  const files = [{ path: 'chart/a.yaml', text: 'a' }]
  writeChanged(folder, files)
  const long = new Date(0)
  utimesSync(join(folder, 'chart/a.yaml'), long, long)
  writeChanged(folder, files)
  expect(statSync(join(folder, 'chart/a.yaml')).mtime).toEqual(long)
  writeChanged(folder, [{ path: 'chart/a.yaml', text: 'b' }])
  expect(readFileSync(join(folder, 'chart/a.yaml'), 'utf8')).toBe('b')
})

it('removes what nobody writes any more, and nothing behind a link', () => {
  const original = join(root, 'original')
  mkdirSync(original)
  writeFileSync(join(original, 'kept.yaml'), 'kept')
  const link = { path: 'chart/templates', linkTo: original }
  writeChanged(folder, [link, { path: 'chart/generated/gone.yaml', text: '' }])
  writeChanged(folder, [link])
  writeChanged(folder, [])
  expect(readdirSync(join(folder, 'chart'))).toEqual(['generated'])
  expect(readdirSync(join(folder, 'chart/generated'))).toEqual([])
  expect(readFileSync(join(original, 'kept.yaml'), 'utf8')).toBe('kept')
})

it('may be read by their owner alone', () => {
  writeChanged(folder, [{ path: 'secrets.yaml', text: 'secret' }])
  expect(statSync(join(folder, 'secrets.yaml')).mode & 0o777).toBe(0o600)
})
