import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectPostgres, ping } from '@stoa/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedBy } from '../../test/signed-by.ts'
import { startTlsFront } from '../../test/tls-front.ts'
import { makeDatabaseAuthority } from './database-authority.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-authority-'))
const serving = new URL((process.env.TEST_POSTGRES ?? '').replace('@/', '@socket/'))
let front: Awaited<ReturnType<typeof startTlsFront>>

beforeAll(async () => {
  const [authority, another] = [await makeDatabaseAuthority(), await makeDatabaseAuthority()]
  writeFileSync(join(folder, 'ca.crt'), authority.certificate)
  writeFileSync(join(folder, 'another.crt'), another.certificate)
  const { host, port } = Object.fromEntries(serving.searchParams)
  front = await startTlsFront(await signedBy(authority, 'localhost'), `${host}/.s.PGSQL.${port}`)
})
afterAll(() => {
  front.close()
  rmSync(folder, { recursive: true })
})

/** Logs in and asks, as a service does. */
async function connect(file: string, host = 'localhost'): Promise<string> {
  const { username, password, pathname } = serving
  const db = connectPostgres(
    `postgres://${username}:${password}@${host}:${front.port}${pathname}?sslmode=verify-full&sslrootcert=${join(folder, file)}`,
    { poolSize: 1 },
  )
  const answer = await ping(db).then(
    () => 'answered',
    (error: Error) => error.message,
  )
  await db.destroy()
  return answer
}

describe('a service that connects to Postgres as `stoa cluster secrets` says', () => {
  it('reaches a server whose certificate the authority signed', async () => {
    expect(await connect('ca.crt')).toBe('answered')
  })

  it('refuses a server of another authority', async () => {
    expect(await connect('another.crt')).toBe('certificate signature failure')
  })

  it('refuses a server of another name', async () => {
    expect(await connect('ca.crt', '127.0.0.1')).toContain("does not match certificate's altnames")
  })

  it('says which file is missing', async () => {
    await expect(connect('none.crt')).rejects.toThrow(
      `sslrootcert: ${join(folder, 'none.crt')} cannot be read`,
    )
  })
})
