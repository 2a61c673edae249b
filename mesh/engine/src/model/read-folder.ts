import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { Problem } from './problem.ts'

export interface MeshFile {
  readonly file: string
  readonly text: string
}

export interface Folder {
  readonly files: readonly MeshFile[]
  readonly problems: readonly Problem[]
}

const maxFileBytes = 8 * 1_024 * 1_024
const isYaml = (name: string) => /\.ya?ml$/.test(name)

/**
 * Reads every YAML file below `dir`, sorted by name, following symbolic links. `dir` may also be a
 * file. Paths are relative to `dir`. A folder without any is a problem: its name is probably wrong.
 */
export async function readFolder(dir: string): Promise<Folder> {
  const found = await pathsBelow(dir, [])
  if (found.paths.length + found.problems.length === 0)
    return { files: [], problems: [problem(dir, 'has no YAML file')] }
  const read = await Promise.all(found.paths.map((path) => readText(path, nameOf(dir, path))))
  return {
    files: read.flatMap((one) => ('text' in one ? [one] : [])),
    problems: [
      ...found.problems.map((one) => ({ ...one, file: relative(dir, one.file) || one.file })),
      ...read.flatMap((one) => ('message' in one ? [one] : [])),
    ],
  }
}

const nameOf = (dir: string, path: string) => relative(dir, path) || basename(path)
const problem = (file: string, message: string, line = 1): Problem => ({
  file,
  line,
  field: '',
  message,
})

interface Paths {
  readonly paths: readonly string[]
  readonly problems: readonly Problem[]
}

async function pathsBelow(path: string, ancestors: readonly string[]): Promise<Paths> {
  try {
    if (!(await stat(path)).isDirectory())
      return { paths: isYaml(path) ? [path] : [], problems: [] }
    const real = await realpath(path)
    if (ancestors.includes(real))
      return {
        paths: [],
        problems: [problem(path, 'a symbolic link leads back to a folder above it')],
      }
    const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort()
    const below = await Promise.all(
      names.map((name) => pathsBelow(join(path, name), [...ancestors, real])),
    )
    return {
      paths: below.flatMap(({ paths }) => paths),
      problems: below.flatMap(({ problems }) => problems),
    }
  } catch (error) {
    return { paths: [], problems: [problem(path, reasonOf(error))] }
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ELOOP') return 'a symbolic link leads to itself'
  if (code === 'ENOENT') return 'does not exist'
  return error instanceof Error ? error.message : String(error)
}

async function readText(path: string, file: string): Promise<MeshFile | Problem> {
  const { size } = await stat(path)
  if (size > maxFileBytes)
    return problem(file, `the file has ${size} bytes; the limit is ${maxFileBytes}`)
  const bytes = await readFile(path)
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return problem(file, 'the file is not UTF-8', lineOfInvalidText(bytes))
  }
}

/** The first line that is not UTF-8; a line feed is always a single byte in UTF-8. */
function lineOfInvalidText(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n')
  const isUtf8 = (line: string) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'))
      return true
    } catch {
      return false
    }
  }
  return lines.findIndex((line) => !isUtf8(line)) + 1
}
