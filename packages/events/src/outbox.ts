import { randomUUID } from 'node:crypto'
import type { Message, MessageDefinition } from '@stoa/contracts'
import { afterCommit, type Trx } from '@stoa/postgres'
import { currentTraceparent } from '@stoa/service'
import { type RawBuilder, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { storableJson } from './storable-json.ts'
import { type EventTables, eventsTrx } from './tables.ts'
import type { PublishedBy, Topology } from './topology.ts'

/** A message that a use case wants published. */
export interface Announcement<Type extends string = string> {
  readonly type: Type
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

/**
 * An event or command about `subject` (an order's id most often), checked by the compiler against its schema.
 *
 * @example announce(inventoryReserved, orderId, { orderId, lines })
 */
export const announce = <const Type extends string, Data>(
  definition: MessageDefinition<Type, Data>,
  subject: string,
  data: Data,
  traceparent?: string,
): Announcement<Type> => ({ type: definition.type, subject, data, traceparent })

const maxItems = 256
const maxBytes = 256 * 1024

const toMessage = (said: Announcement, source: string, time: string): Message => ({
  specversion: '1.0',
  id: randomUUID(),
  type: said.type,
  source,
  subject: said.subject,
  time,
  traceparent: said.traceparent ?? currentTraceparent(),
  data: said.data,
})

/** Groups announcements by type into as few rows as their number and size allow. */
export function packOutbox(
  announcements: readonly Announcement[],
  source: string,
  now = new Date(),
): OutboxRow[] {
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
      const item = storableJson(JSON.stringify(toMessage(one, source, time)))
      if (items.length >= maxItems || bytes + item.length > maxBytes) close()
      items.push(item)
      bytes += item.length
    }
    close()
  }
  return rows
}

/** Stores rows of the outbox: a statement, or a part of a larger one. */
export const insertOutbox = (rows: readonly OutboxRow[]): RawBuilder<unknown> => sql`
  insert into outbox (id, subject, payload, items)
  select * from unnest(
    ${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ subject }) => subject)}::text[],
    ${rows.map(({ payload }) => payload)}::text[], ${rows.map(({ items }) => items)}::integer[]
  )`

type Listener = (rows: readonly OutboxRow[]) => void

/** The messages that a service publishes, written in the transaction of their cause. */
export interface Outbox<Type extends string = string> {
  /** Adds messages in this transaction; they are published once it is committed. */
  add<Tables extends EventTables>(
    trx: Trx<Tables>,
    announcements: readonly Announcement<Type>[],
  ): Promise<void>
  /** The rows of messages, for a service that writes them in a statement of its own; tell the relay once it is committed. */
  pack(announcements: readonly Announcement<Type>[], now?: Date): OutboxRow[]
  /** Tells the relay of committed rows. Its scan finds the rows that it was not told of. */
  notifyRelay(rows: readonly OutboxRow[]): void
  /** Sets the relay's listener; undefined takes it away. */
  onCommitted(listener: Listener | undefined): void
}

/**
 * Creates the outbox of a service. Its types are the messages that the service's `service.yaml` says it publishes.
 *
 * @example
 * const outbox = createOutbox(topology)
 * await inTransaction(db, (trx) => outbox.add(trx, [announce(inventoryReserved, orderId, { orderId, lines })]))
 */
export function createOutbox<const Of extends Topology>({ service }: Of): Outbox<PublishedBy<Of>> {
  let listener: Listener | undefined
  const notifyRelay = (rows: readonly OutboxRow[]) => listener?.(rows)
  return {
    async add(trx, announcements) {
      if (announcements.length === 0) return
      const rows = packOutbox(announcements, service)
      await insertOutbox(rows).execute(eventsTrx(trx))
      afterCommit(trx, () => notifyRelay(rows))
    },
    pack: (announcements, now) => packOutbox(announcements, service, now),
    notifyRelay,
    onCommitted(next) {
      listener = next
    },
  }
}
