import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { WrittenFile } from './files.ts'

/** The folders that hold nothing but written files. */
const ownFolders = ['chart', 'site']

/**
 * Writes the files that differ and removes those that nobody writes any more. What did not change is not touched:
 * Tilt watches the folder.
 */
export function writeChanged(folder: string, files: readonly WrittenFile[]): void {
  const wanted = new Set(files.map(({ path }) => path))
  const left = ownFolders
    .flatMap((own) => entriesBelow(folder, own))
    .filter((path) => !wanted.has(path))
  for (const path of left) rmSync(join(folder, path))
  for (const file of files) {
    const path = join(folder, file.path)
    mkdirSync(dirname(path), { recursive: true })
    if ('text' in file) {
      const isSame = existsSync(path) && readFileSync(path, 'utf8') === file.text
      if (!isSame) writeFileSync(path, file.text, { mode: 0o600 })
    } else if (linkOf(path) !== file.linkTo) {
      rmSync(path, { recursive: true, force: true })
      symlinkSync(file.linkTo, path)
    }
  }
}

/** Files and links. `readdirSync` with `recursive` would follow a link, and what has another place would be removed. */
function entriesBelow(folder: string, below: string): string[] {
  if (!existsSync(join(folder, below))) return []
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name)
    return entry.isDirectory() ? entriesBelow(folder, path) : [path]
  })
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
