import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Secrets {
  /** 32 bytes that are the same for the same purpose until the data is deleted. */
  of(purpose: string): Buffer
  password(role: string): string
}

/**
 * Secrets derived from one random key, which is stored and deleted with the data that it protects. Throws when the key
 * is missing though one of the `databases`, whose passwords were derived from it, is there.
 */
export function openSecrets(keyFile: string, databases: readonly string[] = []): Secrets {
  if (!existsSync(keyFile)) {
    const database = databases.find((folder) => existsSync(folder))
    if (database)
      throw new Error(
        `${keyFile} is missing, and the passwords in ${database} were derived from it; ` +
          'restore the file, or delete all data with `npm start -- --fresh`',
      )
    mkdirSync(dirname(keyFile), { recursive: true })
    writeFileSync(keyFile, randomBytes(32), { mode: 0o600 })
  }
  const key = readFileSync(keyFile)
  const of = (purpose: string) => createHmac('sha256', key).update(purpose).digest()
  return { of, password: (role) => of(`postgres/${role}`).toString('base64url') }
}
