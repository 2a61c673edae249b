import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecrets } from './secrets.ts'

describe('secrets', () => {
  let folder: string
  const keyFile = () => join(folder, 'secret.key')
  const database = () => join(folder, 'pg')

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('are the same at each start', () => {
    const password = openSecrets(keyFile()).password('orders')
    mkdirSync(database())
    expect(openSecrets(keyFile(), [database()]).password('orders')).toBe(password)
  })

  it('are not made anew for databases whose key is missing', () => {
    mkdirSync(database())
    expect(() => openSecrets(keyFile(), [database()])).toThrow('secret.key is missing')
    expect(() => openSecrets(keyFile(), [database()])).toThrow('--fresh')
  })
})
