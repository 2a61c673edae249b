import { chmodSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The mode of an image's file or folder: a service runs as a user who owns none of them, and files of the same content
 * are the same image, whatever umask they were checked out with.
 */
export const imageMode = (mode: number, isFolder: boolean): number =>
  isFolder || (mode & 0o111) !== 0 ? 0o755 : 0o644

/** Gives a folder and everything below it an image's modes; links have none. */
export function makeReadable(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chmodSync(path, imageMode(stat.mode, stat.isDirectory()))
  if (stat.isDirectory()) for (const name of readdirSync(path)) makeReadable(join(path, name))
}
