import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const program = join(import.meta.dirname, 'lines.js')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-lines-'))
  execFileSync('git', ['init', '-q'], { cwd: folder })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const check = () => spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' })
const write = (file: string, lines: number) =>
  writeFileSync(join(folder, file), 'line\n'.repeat(lines))

it('a source file over 300 lines fails the check, which names it', () => {
  write('long.ts', 301)
  const { status, stderr } = check()
  expect(status).toBe(1)
  expect(stderr).toContain('long.ts: 301 lines')
})

it('300 lines, ignored files and other files than sources pass', () => {
  write('at-limit.ts', 300)
  write('notes.md', 900)
  write('.gitignore', 1)
  writeFileSync(join(folder, '.gitignore'), 'generated.ts\n')
  write('generated.ts', 900)
  expect(check()).toMatchObject({ status: 0, stderr: '' })
})
