import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboardsFolder } from './folder.ts'
import type { GeneratedFile } from './generate.ts'

/** A file that differs from what the builders make; without text one that they do not make. */
export interface StaleFile {
  readonly path: string
  readonly text: string | undefined
}

export function staleFiles(wanted: readonly GeneratedFile[], root: string): StaleFile[] {
  const textOf = (path: string) => {
    const file = join(root, path)
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }
  const known = new Set(wanted.map(({ path }) => path))
  const left = readdirSync(join(root, dashboardsFolder))
    .map((name) => `${dashboardsFolder}/${name}`)
    .filter((path) => !known.has(path))
  return [
    ...wanted.filter(({ path, text }) => textOf(path) !== text),
    ...left.map((path) => ({ path, text: undefined })),
  ]
}
