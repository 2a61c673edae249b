import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { programsNamed } from './programs.ts'

const scratch = mkdtempSync(join(tmpdir(), 'stoa-programs-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function folderWith(...entries: string[]): string {
  const folder = mkdtempSync(join(scratch, 'tools-'))
  for (const entry of entries) {
    mkdirSync(join(folder, entry))
    writeFileSync(join(folder, entry, 'promtool'), '', { mode: 0o755 })
  }
  return folder
}
const old = folderWith('prometheus-2.42.0')
const both = folderWith('prometheus-2.42.0', 'prometheus-3.5.0')

it('every version is found', () => {
  expect(programsNamed('promtool', { folder: both, path: old, required: 'prometheus' })).toEqual([
    join(both, 'prometheus-2.42.0/promtool'),
    join(both, 'prometheus-3.5.0/promtool'),
  ])
})

it('the version that is built may lack unless it is required', () => {
  const found = [join(old, 'prometheus-2.42.0/promtool')]
  expect(programsNamed('promtool', { folder: old, path: '', required: 'helm' })).toEqual(found)
  expect(() =>
    programsNamed('promtool', { folder: old, path: '', required: 'helm prometheus' }),
  ).toThrow('no promtool 3 is built; `npx stoa tools build prometheus`')
})

it('a program that is nowhere is an error', () => {
  expect(() => programsNamed('amtool', { folder: both, path: '', required: '' })).toThrow(
    'amtool is neither in .stoa/tools nor on PATH',
  )
})
