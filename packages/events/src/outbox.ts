import { randomUUID } from 'node:crypto'
import type { Message, MessageDefinition } from '@stoa/contracts'
import { afterCommit, type Trx } from '@stoa/postgres'
import { currentTraceparent } from '@stoa/service'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { type EventTables, eventsTrx } from './tables.ts'

/** What a use case wants said. */
export interface Announcement {
  readonly type: string
  readonly subject: string
  readonly data: unknown
  /** Of the work that caused it; the current one when absent. */
  readonly traceparent?: string | undefined
}

export interface OutboxRow {
  readonly id: string
  readonly subject: string
  readonly payload: string
  readonly items: number
}

/** An event or command about `subject` (an order's id most often), checked by the compiler against its schema. */
export const announce = <Type extends string, Data>(
  definition: MessageDefinition<Type, Data>,
  subject: string,
  data: Data,
  traceparent?: string,
): Announcement => ({ type: definition.type, subject, data, traceparent })

const maxItems = 256
const maxBytes = 256 * 1024

let service = 'unknown'
/** Set once by the relay: the `source` of everything that this process says. */
export const setSource = (name: string): void => {
  service = name
}

const toMessage = (said: Announcement, time: string): Message => ({
  specversion: '1.0',
  id: randomUUID(),
  type: said.type,
  source: service,
  subject: said.subject,
  time,
  traceparent: said.traceparent ?? currentTraceparent(),
  data: said.data,
})

/** Groups announcements by type into as few rows as their number and size allow. */
export function packOutbox(announcements: readonly Announcement[], now = new Date()): OutboxRow[] {
  const time = now.toISOString()
  const rows: OutboxRow[] = []
  for (const [subject, said] of Map.groupBy(announcements, ({ type }) => type)) {
    let items: string[] = []
    let bytes = 0
    const close = () => {
      if (items.length === 0) return
      rows.push({ id: uuidv7(), subject, payload: `[${items.join(',')}]`, items: items.length })
      items = []
      bytes = 0
    }
    for (const one of said) {
      const item = JSON.stringify(toMessage(one, time))
      if (items.length >= maxItems || bytes + item.length > maxBytes) close()
      items.push(item)
      bytes += item.length
    }
    close()
  }
  return rows
}

/** Rows as the arrays that `unnest` takes. */
export const columnsOf = (rows: readonly OutboxRow[]) => ({
  ids: rows.map((row) => row.id),
  subjects: rows.map((row) => row.subject),
  payloads: rows.map((row) => row.payload),
  items: rows.map((row) => row.items),
})

type Listener = (rows: readonly OutboxRow[]) => void
let listener: Listener | undefined

/** The relay of this process; rows that nobody takes are found by its scan. */
export const onHandedOver = (take: Listener | undefined): void => {
  listener = take
}

/** Tells the relay of rows whose statement has been committed. */
export const handOver = (rows: readonly OutboxRow[]): void => listener?.(rows)

/** Says it in this transaction; it is published once the transaction is committed. */
export async function enqueue<Tables extends EventTables>(
  trx: Trx<Tables>,
  announcements: readonly Announcement[],
): Promise<void> {
  if (announcements.length === 0) return
  const rows = packOutbox(announcements)
  const { ids, subjects, payloads, items } = columnsOf(rows)
  await sql`
    insert into outbox (id, subject, payload, items)
    select * from unnest(${ids}::uuid[], ${subjects}::text[], ${payloads}::text[], ${items}::integer[])
  `.execute(eventsTrx(trx))
  afterCommit(trx, () => handOver(rows))
}
