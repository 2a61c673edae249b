import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'

/** The documented bounds; beyond one of them, something has stopped cleaning up. */
export const bounds = {
  outboxMinutes: 45,
  inboxMinutes: 140,
  streamMinutes: 75,
  streamBytes: 8 * 2 ** 30,
  walBytes: 6 * 2 ** 30,
  deadLetters: 10_000,
} as const

const outbox = `
  select count(*), count(*) filter (where published_at < now() - make_interval(mins => $1)) from outbox`
/** It is pruned while there are rows of about two hours ago; where there are none, the service was down before. */
const inbox = `
  select count(*), count(*) filter (where received_at < now() - make_interval(mins => $1) and exists (
    select from inbox where received_at between now() - interval '119 minutes' and now() - interval '117 minutes'
  )) from inbox`
const deadLetters = `select count(*) from dead_letters where state = 'buried'`
const wal = `select coalesce(sum(size), 0) from pg_ls_waldir()`

export const nothingGrows: Invariant = {
  id: 'I11',
  summary: 'no table, stream or log grows beyond its bound',
  async check({ db, services, broker }) {
    const result = createCheckResult()
    for (const { name, database, publishes, consumes } of services) {
      if (!database || publishes.length + consumes.length === 0) continue
      for (const [table, sql, minutes] of [
        ['outbox', outbox, bounds.outboxMinutes],
        ['inbox', inbox, bounds.inboxMinutes],
      ] as const) {
        const [[rows, old] = []] = await db.rows(database, sql, [minutes])
        result.checked += Number(rows)
        if (Number(old) > 0)
          result.addViolation(
            `${table} of ${name}`,
            `has ${old} rows older than ${minutes} minutes`,
          )
      }
      const [[dead] = []] = await db.rows(database, deadLetters)
      if (Number(dead) > bounds.deadLetters)
        result.addViolation(
          `dead letters of ${name}`,
          `there are ${dead}, more than ${bounds.deadLetters}`,
        )
    }
    for (const { name, bytes, oldestSeconds } of await broker.streams()) {
      result.checked += 1
      if (bytes > bounds.streamBytes)
        result.addViolation(`stream ${name}`, `has ${bytes} bytes, more than ${bounds.streamBytes}`)
      if (oldestSeconds > bounds.streamMinutes * 60)
        result.addViolation(
          `stream ${name}`,
          `its oldest message is ${Math.round(oldestSeconds)} s old, more than ${bounds.streamMinutes} min`,
        )
    }
    const [[walBytes] = []] = await db.rows('orders', wal)
    result.checked += 1
    if (Number(walBytes) > bounds.walBytes)
      result.addViolation('write-ahead log', `has ${walBytes} bytes, more than ${bounds.walBytes}`)
    return result
  },
}
