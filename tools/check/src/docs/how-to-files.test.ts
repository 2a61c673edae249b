import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterEach, expect, it } from 'vitest'
import { filesOf } from './blocks.ts'
import { readPage } from './pages.ts'

let copy: string | undefined
afterEach(() => {
  if (copy) rmSync(copy, { recursive: true })
})

const copied = ['services', 'tools/topology', 'package.json', 'tsconfig.json']

/** A copy of what the files need, with the files in it. */
function copyWith(files: readonly { readonly path: string; readonly text: string }[]): string {
  const root = mkdtempSync(join(tmpdir(), 'stoa-how-to-'))
  for (const path of copied)
    cpSync(join(repositoryRoot, path), join(root, path), { recursive: true })
  for (const path of ['packages', 'mesh', 'node_modules'])
    symlinkSync(join(repositoryRoot, path), join(root, path))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

it('the files of add-a-service.md compile, with the topology that their service.yaml gives', () => {
  const files = filesOf(readPage('docs/how-to/add-a-service.md')).filter(({ path }) =>
    path.startsWith('services/'),
  )
  expect(files.map(({ path }) => path)).toContain('services/loyalty/src/main.ts')
  copy = copyWith(files)
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8', stdio: 'pipe' })
  run('tools/topology/src/write.ts')
  const compiler = join(repositoryRoot, 'node_modules/typescript/bin/tsc')
  expect(run(compiler, '--noEmit', '-p', 'services/loyalty')).toBe('')
}, 30_000)
