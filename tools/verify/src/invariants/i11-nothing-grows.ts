import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'

/** The bounds that are stated; beyond them something has stopped cleaning up. */
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
const inbox = `
  select count(*), count(*) filter (where received_at < now() - make_interval(mins => $1)) from inbox`
const deadLetters = `select count(*) from dead_letters where state = 'buried'`
const wal = `select coalesce(sum(size), 0) from pg_ls_waldir()`

export const nothingGrows: Invariant = {
  id: 'I11',
  summary: 'nothing grows without bound: outbox, inbox, dead letters, streams, write-ahead log',
  async check({ db, services, broker }) {
    const finding = openFinding()
    for (const { name, database, publishes, consumes } of services) {
      if (!database || publishes.length + consumes.length === 0) continue
      for (const [table, sql, minutes] of [
        ['outbox', outbox, bounds.outboxMinutes],
        ['inbox', inbox, bounds.inboxMinutes],
      ] as const) {
        const [[rows, old] = []] = await db.rows(database, sql, [minutes])
        finding.checked += Number(rows)
        if (Number(old) > 0)
          finding.add(`${table} of ${name}`, `${old} rows are older than ${minutes} minutes`)
      }
      const [[dead] = []] = await db.rows(database, deadLetters)
      if (Number(dead) > bounds.deadLetters)
        finding.add(`dead letters of ${name}`, `${dead} wait to be looked at`)
    }
    for (const { name, bytes, oldestSeconds } of await broker.streams()) {
      finding.checked += 1
      if (bytes > bounds.streamBytes) finding.add(`stream ${name}`, `holds ${bytes} bytes`)
      if (oldestSeconds > bounds.streamMinutes * 60)
        finding.add(`stream ${name}`, `its oldest message is ${Math.round(oldestSeconds)} s old`)
    }
    const [[walBytes] = []] = await db.rows('orders', wal)
    finding.checked += 1
    if (Number(walBytes) > bounds.walBytes) finding.add('write-ahead log', `${walBytes} bytes`)
    return finding
  },
}
