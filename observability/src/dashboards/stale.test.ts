import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dashboardsFolder } from './folder.ts'
import { staleFiles } from './stale.ts'

const wanted = { path: `${dashboardsFolder}/a.json`, text: '{}\n' }
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stoa-dashboards-'))
  mkdirSync(join(root, dashboardsFolder), { recursive: true })
  writeFileSync(join(root, wanted.path), wanted.text)
})
afterEach(() => rmSync(root, { recursive: true }))

it('finds nothing where the files are current', () => {
  expect(staleFiles([wanted], root)).toEqual([])
})

it('finds a file that differs, and one that is missing', () => {
  const changed = { ...wanted, text: '{"a":1}\n' }
  const missing = { path: `${dashboardsFolder}/b.json`, text: '{}\n' }
  expect(staleFiles([changed, missing], root)).toEqual([changed, missing])
})

it('finds a file that no builder makes', () => {
  expect(staleFiles([], root)).toEqual([{ path: wanted.path, text: undefined }])
})
