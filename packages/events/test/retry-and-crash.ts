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
const die = () => process.kill(process.pid, 'SIGKILL')
let sent = 0

/** Counts what leaves this process: the messages of one statement leave together. */
function dieAround(method: '_write' | '_writev'): void {
  const { prototype } = Socket as unknown as {
    prototype: Record<typeof method, (...args: unknown[]) => void>
  }
  const send = prototype[method]
  prototype[method] = function (...args) {
    sent += 1
    if (sent === Number(at) && when === 'before') die()
    send.apply(this, args)
    if (sent === Number(at) && when === 'after') die()
  }
}
dieAround('_write')
dieAround('_writev')

await retryOnce(retriesIn(connectPostgres<EventTables>(url, { poolSize: 1 }), type))
process.exit(0)
