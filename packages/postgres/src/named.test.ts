import { EventEmitter } from 'node:events'
import pg from 'pg'
import { expect, it } from 'vitest'
import { named } from './named.ts'

/** The server tells in one packet that the session has begun and that it ends. */
class EndedAtOnce extends EventEmitter {
  connect(connected: () => void) {
    setImmediate(() => {
      connected()
      this.emit('error', new Error('terminating connection due to unexpected postmaster exit'))
    })
  }
  end() {}
}

it('a session that ends as it begins ends neither the process nor a later use of it', async () => {
  const pool = new pg.Pool({ Client: EndedAtOnce as unknown as typeof pg.Client })
  const client = await named(pool).connect()
  client.release()
  expect(pool.totalCount).toBe(0)
})
