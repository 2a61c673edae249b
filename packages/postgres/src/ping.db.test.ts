import { expect, it } from 'vitest'
import { connectPostgres } from './connect.ts'
import { ping } from './ping.ts'

const server = process.env.TEST_POSTGRES ?? ''

it('resolves when the database answers', async () => {
  const db = connectPostgres(server, { poolSize: 1 })
  await expect(ping(db)).resolves.toBeUndefined()
  await db.destroy()
})

it('throws when the database does not answer', async () => {
  const db = connectPostgres(server.replace(/\/[^/?]*(\?|$)/, '/absent$1'), { poolSize: 1 })
  await expect(ping(db)).rejects.toMatchObject({ code: '3D000' })
  await db.destroy()
})
