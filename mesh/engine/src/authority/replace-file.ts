import { rename, writeFile } from 'node:fs/promises'

/** Readers see the old content or the new, never a part. */
export async function replaceFile(file: string, content: string, mode = 0o644): Promise<void> {
  const fresh = `${file}.new`
  await writeFile(fresh, content, { mode })
  await rename(fresh, file)
}
