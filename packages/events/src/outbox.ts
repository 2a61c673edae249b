import { randomUUID } from 'node:crypto'
import type { Span } from '@opentelemetry/api'
import type { Message, MessageDefinition } from '@stoa/contracts'
import { afterCommit, type Trx } from '@stoa/postgres'
import { type RawBuilder, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { type Cause, endPublishSpans, startPublishSpan } from './publish-span.ts'
import { storableJson } from './storable-json.ts'
import { type EventTables, eventsTrx } from './tables.ts'
import type { PublishedBy, Topology } from './topology.ts'

/** A message that a use case wants published. */
export interface Announcement<Type extends string = string> {
  readonly type: Type
  readonly subject: string
  readonly data: unknown
  /** The work that caused it; the current one when absent. */
  readonly cause?: Cause | undefined
}

export interface OutboxRow {
  readonly id: string
  readonly subject: string
  readonly payload: string
  readonly items: number
  /** Of its messages in sampled traces, until the broker has acknowledged them; none in rows that were read from the table. */
  readonly spans?: readonly Span[]
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
  cause?: Cause,
): Announcement<Type> => ({ type: definition.type, subject, data, cause })

const maxItems = 256
const maxBytes = 256 * 1024

function toMessage(
  { type, subject, data, cause }: Announcement,
  source: string,
  time: string,
): { message: Message; span: Span | undefined } {
  const id = randomUUID()
  const { traceparent, span } = startPublishSpan({ id, type, subject, data }, cause)
  return {
    message: { specversion: '1.0', id, type, source, subject, time, traceparent, data },
    span,
  }
}

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
    let spans: Span[] = []
    const close = () => {
      if (items.length === 0) return
      const payload = `[${items.join(',')}]`
      rows.push({ id: uuidv7(), subject, payload, items: items.length, spans })
      items = []
      spans = []
      bytes = 0
    }
    for (const one of said) {
      const { message, span } = toMessage(one, source, time)
      const item = storableJson(JSON.stringify(message))
      if (items.length >= maxItems || bytes + item.length > maxBytes) close()
      items.push(item)
      if (span) spans.push(span)
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

/** Why the span of a message ends before the broker has it: a later scan of the outbox publishes it. */
export const leftToScan = Object.assign(new Error('left in the outbox'), { code: 'left_in_outbox' })

type Listener = (rows: readonly OutboxRow[]) => void

/** The messages that a service publishes, written in the transaction of their cause. */
export interface Outbox<Type extends string = string> {
  /** Adds messages in this transaction; they are published once it is committed. */
  add<Tables extends EventTables>(
    trx: Trx<Tables>,
    announcements: readonly Announcement<Type>[],
  ): Promise<void>
  /** The rows of messages, for a service that writes them in a statement of its own; tell the relay once it is committed. */
  pack(announcements: readonly Announcement<Type>[], at?: Date): OutboxRow[]
  /** Tells the relay of committed rows. Its scan finds the rows that it was not told of. */
  notifyRelay(rows: readonly OutboxRow[]): void
  /** Sets the relay's listener; undefined takes it away. */
  onCommitted(listener: Listener | undefined): void
}

/**
 * Creates the outbox of a service. Its types are the messages that the service's `service.yaml` says it publishes.
 *
 * @example
 * const outbox = createOutbox(topology, clock.now)
 * await inTransaction(db, (trx) => outbox.add(trx, [announce(inventoryReserved, orderId, { orderId, lines })]))
 */
export function createOutbox<const Of extends Topology>(
  { service }: Of,
  now: () => Date = () => new Date(),
): Outbox<PublishedBy<Of>> {
  let listener: Listener | undefined
  const notifyRelay = (rows: readonly OutboxRow[]) => {
    if (listener) return listener(rows)
    for (const row of rows) endPublishSpans(row, leftToScan)
  }
  return {
    async add(trx, announcements) {
      if (announcements.length === 0) return
      const rows = packOutbox(announcements, service, now())
      await insertOutbox(rows).execute(eventsTrx(trx))
      afterCommit(trx, () => notifyRelay(rows))
    },
    pack: (announcements, at = now()) => packOutbox(announcements, service, at),
    notifyRelay,
    onCommitted(next) {
      listener = next
    },
  }
}
