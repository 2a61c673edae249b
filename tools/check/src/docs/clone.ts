import { execFileSync } from 'node:child_process'
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'

/** A copy of the repository's files, whose packages of ours are its own and whose others are those that are installed here. */
export function cloneRepository(): string {
  const root = mkdtempSync(join(tmpdir(), 'stoa-clone-'))
  const tracked = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: repositoryRoot, encoding: 'utf8' },
  )
  for (const file of tracked.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    cpSync(join(repositoryRoot, file), join(root, file), {
      recursive: true,
      verbatimSymlinks: true,
    })
  }
  linkModules(root)
  return root
}

function linkModules(root: string): void {
  const [from, to] = [repositoryRoot, root].map((folder) => join(folder, 'node_modules')) as [
    string,
    string,
  ]
  mkdirSync(join(to, '@stoa'), { recursive: true })
  for (const name of readdirSync(from))
    if (name !== '@stoa') symlinkSync(join(from, name), join(to, name))
  for (const name of readdirSync(join(from, '@stoa'))) {
    const link = join(from, '@stoa', name)
    if (lstatSync(link).isSymbolicLink()) symlinkSync(readlinkSync(link), join(to, '@stoa', name))
  }
}
