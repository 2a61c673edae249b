import { chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface FileOptions {
  readonly mode: number
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined
}

/** Writes a file so that a reader, or a full disk, leaves the old or the new one, whole; an equal one is left alone. */
export function replaceFile(file: string, text: string, { mode, owner }: FileOptions): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  const fresh = `${file}.new`
  writeFileSync(fresh, text, { mode })
  if (owner) chownSync(fresh, owner.uid, owner.gid)
  renameSync(fresh, file)
}
