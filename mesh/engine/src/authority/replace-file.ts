import { rename, writeFile } from 'node:fs/promises'

/** Replaces a file atomically: readers see the old content or the new, never a part of it. */
export async function replaceFile(file: string, content: string, mode = 0o644): Promise<void> {
  const fresh = `${file}.new`
  await writeFile(fresh, content, { mode })
  await rename(fresh, file)
}
