import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Secrets {
  /** The same 32 bytes for the same purpose, as long as the data lives. */
  of(purpose: string): Buffer
  password(role: string): string
}

/** Secrets derived from one random key, which lives and dies with the data that it protects. */
export function openSecrets(keyFile: string): Secrets {
  if (!existsSync(keyFile)) {
    mkdirSync(dirname(keyFile), { recursive: true })
    writeFileSync(keyFile, randomBytes(32), { mode: 0o600 })
  }
  const key = readFileSync(keyFile)
  const of = (purpose: string) => createHmac('sha256', key).update(purpose).digest()
  return { of, password: (role) => of(`postgres/${role}`).toString('base64url') }
}
