import { randomBytes } from 'node:crypto'
import { nkeyOf } from '@stoa/run'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import type { Materials } from '../releases/secrets.ts'

/** Passwords and keys that nobody knows yet. */
export const freshMaterials = async (): Promise<Materials> => ({
  authority: await makeDatabaseAuthority(),
  passwordOf: () => randomBytes(24).toString('base64url'),
  keyOf: () => nkeyOf(randomBytes(32)),
})
