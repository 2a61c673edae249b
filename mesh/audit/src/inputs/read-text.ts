import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MeshFile, Problem } from '@stoa/mesh/policy'

const maxBytes = 512 * 1_024 * 1_024

/** Reads the given files, and those files of the given folders whose names are wanted. */
export async function readTexts(
  paths: readonly string[],
  isWanted: (name: string) => boolean,
): Promise<{ readonly files: readonly MeshFile[]; readonly problems: readonly Problem[] }> {
  const read = await Promise.all(paths.map((path) => readPath(path, isWanted)))
  return {
    files: read.flatMap(({ files }) => files),
    problems: read.flatMap(({ problems }) => problems),
  }
}

async function readPath(path: string, isWanted: (name: string) => boolean) {
  try {
    const stats = await stat(path)
    const names = stats.isDirectory()
      ? (await readdir(path)).sort().map((name) => join(path, name))
      : [path]
    const wanted = stats.isDirectory() ? names.filter(isWanted) : names
    const files: MeshFile[] = []
    for (const file of wanted) {
      const { size } = await stat(file)
      if (size > maxBytes)
        return refused(file, `the file has ${size} bytes; the limit is ${maxBytes}`)
      files.push({ file, text: await readFile(file, 'utf8') })
    }
    return { files, problems: [] }
  } catch (error) {
    return refused(path, reasonOf(error))
  }
}

const refused = (file: string, message: string) => ({
  files: [],
  problems: [{ file, line: 1, field: '', message }],
})

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? 'does not exist'
    : String(error instanceof Error ? error.message : error)
