import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { CannotRun } from './command.ts'
import { repositoryRoot } from './paths.ts'
import { TopologyError } from './topology.ts'

export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string
}

/** A file that differs from what its generator makes; without text one that the generator does not make. */
export interface StaleFile {
  readonly path: string
  readonly text: string | undefined
}

const biome = join(repositoryRoot, 'node_modules/.bin/biome')

/** The file as the formatter writes it. */
export const formatted = ({ path, text }: GeneratedFile): GeneratedFile => ({
  path,
  text: execFileSync(biome, ['format', `--stdin-file-path=${path}`], {
    cwd: repositoryRoot,
    input: text,
    encoding: 'utf8',
  }),
})

/** The files that are missing or differ, and every other file of `folder`, where the generator has one for itself. */
export function staleFiles(
  wanted: readonly GeneratedFile[],
  root: string,
  folder?: string,
): StaleFile[] {
  const textOf = (path: string) => {
    const file = join(root, path)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }
  const known = new Set(wanted.map(({ path }) => path))
  const left = folder ? filesBelow(root, folder).filter((path) => !known.has(path)) : []
  return [
    ...wanted.filter(({ path, text }) => textOf(path) !== text),
    ...left.map((path) => ({ path, text: undefined })),
  ]
}

const filesBelow = (root: string, folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    : []

interface Generator {
  readonly files: readonly GeneratedFile[]
  /** Holds nothing but its files, in folders of its own if it likes. */
  readonly folder?: string
  /** What the files are made from, for messages. */
  readonly source: string
  /** The command that writes them. */
  readonly command: string
}

/** Writes the files that are out of date; with `--check` it only says which they are and sets the exit status to 1. */
export function updateGenerated({ files, folder, source, command }: Generator): void {
  const isCheck = process.argv.includes('--check')
  for (const { path, text } of staleFiles(files, repositoryRoot, folder)) {
    const file = join(repositoryRoot, path)
    if (isCheck) {
      console.error(`${path} differs from ${source}; run ${command}`)
      process.exitCode = 1
    } else if (text === undefined) {
      rmSync(file)
      console.error(`removed ${path}`)
    } else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      console.error(`wrote ${path}`)
    }
  }
}

/** The same of a generator whose sources may be wrong: it says what is, without a stack trace. */
export async function generate(make: () => Generator | Promise<Generator>): Promise<void> {
  try {
    updateGenerated(await make())
  } catch (error) {
    if (!(error instanceof TopologyError || error instanceof CannotRun)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
