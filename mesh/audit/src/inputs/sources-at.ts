import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isFaultFile, type MeshFile, type Problem } from '@stoa/mesh/policy'
import type { InputOptions } from './gather.ts'
import { readSources, type Sources } from './sources.ts'

type Folders = Pick<InputOptions, 'mesh' | 'services'>

/** Reads the same folders at a git ref, or another folder. @throws Error when `ref` is neither */
export async function sourcesAt(ref: string, { mesh, services }: Folders): Promise<Sources> {
  if (existsSync(ref)) return readSources(ref, services)
  const below = (dir: string | undefined, wanted: RegExp) =>
    dir === undefined ? [] : filesAt(ref, dir).filter(({ file }) => wanted.test(file))
  const isDeclaration = ({ file, text }: MeshFile) =>
    /(^|\/)service\.ya?ml$/.test(file) && !/^(apiVersion|kind):/m.test(text)
  const files = below(mesh, /\.ya?ml$/).filter(
    ({ file }) => !isFaultFile({ file: relative(relative(process.cwd(), mesh), file) }),
  )
  const problems: readonly Problem[] = []
  return {
    problems,
    files: files.filter((file) => !isDeclaration(file)),
    services: [...files, ...below(services, /\/service\.yaml$/)].filter(isDeclaration),
  }
}

/** The files of a folder in a commit. */
function filesAt(ref: string, dir: string): readonly MeshFile[] {
  const cwd = nearestFolder(dir)
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...args], { cwd, maxBuffer: 512 * 1024 * 1024, stdio: 'pipe' })
  try {
    const root = git('rev-parse', '--show-toplevel').toString().trim()
    git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)
    const path = relative(root, dir) || '.'
    const names = git('ls-tree', '-r', '-z', '--name-only', '--full-tree', ref, '--', path)
      .toString()
      .split('\0')
      .filter(Boolean)
    return names.map((name) => ({
      file: relative(process.cwd(), join(root, name)),
      text: /\.ya?ml$/.test(name) ? git('show', `${ref}:${name}`).toString() : '',
    }))
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Error(`--diff: ${ref} is neither a folder nor a commit (${reason})`)
  }
}

/** The nearest existing folder, because the compared folder may have been deleted. */
function nearestFolder(path: string): string {
  if (existsSync(path)) return statSync(path).isDirectory() ? path : dirname(path)
  return nearestFolder(dirname(path))
}
