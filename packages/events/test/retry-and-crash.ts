/**
 * A process that retries what is set aside and kills itself at its n-th write to Postgres, before or after it is sent:
 * `node retry-and-crash.ts URL TYPE N before|after`. It ends with 0 when there were fewer writes.
 */
import { Socket } from 'node:net'
import { connectPostgres } from '@stoa/postgres'
import { retryOnce } from '../src/retries.ts'
import type { EventTables } from '../src/tables.ts'
import { retriesIn } from '../src/testing-numbers.ts'

const [url = '', type = '', at, when] = process.argv.slice(2)
const { write } = Socket.prototype
let writes = 0
const die = () => process.kill(process.pid, 'SIGKILL')

Socket.prototype.write = function (this: Socket, ...args: Parameters<typeof write>) {
  writes += 1
  if (writes === Number(at) && when === 'before') die()
  const flushed = write.apply(this, args)
  if (writes === Number(at) && when === 'after') die()
  return flushed
} as typeof write

await retryOnce(retriesIn(connectPostgres<EventTables>(url, { poolSize: 1 }), type))
process.exit(0)
