import { type Db, sqlMigration, type Trx } from '@stoa/postgres'
import type { ColumnType, Generated } from 'kysely'

type Stamp = ColumnType<Date, Date | undefined, Date>

export interface EventTables {
  /** One row is one message on the stream: a batch of events of one subject, written with their cause. */
  outbox: {
    id: string
    subject: string
    payload: string
    items: number
    created_at: Stamp
    stream_seq: number | null
    published_at: Date | null
  }
  /** What we know of our stream; `epoch` grows whenever rows had to be published again. */
  outbox_stream: { stream: string; created: string; epoch: Generated<number> }
  /** Messages handled; `done` lists the items when only some of them are. */
  inbox: { id: string; done: number[] | null; received_at: Stamp }
  dead_letters: {
    id: string
    subject: string
    payload: string
    reason: string
    attempts: number
    state: 'buried' | 'replay' | 'replayed' | 'discarded'
    buried_at: Stamp
    replayed_at: Date | null
    /** Why an operator discarded or edited it. */
    note: string | null
    /** The payload as it was received, when an operator has edited it. */
    received_payload: string | null
  }
  /** Events whose handler failed, and later events with the same key, which wait behind them. */
  parked_events: {
    position: Generated<number>
    id: string
    /** The event's subject: most often an order's id. */
    key: string
    type: string
    payload: string
    attempts: number
    reason: string
    parked_at: Stamp
    due_at: Stamp
  }
}

/** The tables above, for a service's own migrations. */
export const eventsMigration = sqlMigration(`
  create table outbox (
    id uuid primary key,
    subject text not null,
    payload text not null,
    items integer not null check (items > 0),
    created_at timestamptz not null default now(),
    stream_seq bigint,
    published_at timestamptz
  );
  -- Compressing what lives for minutes costs more than the room it saves.
  alter table outbox alter column payload set storage external;
  create index outbox_pending on outbox (id) where stream_seq is null;
  create index outbox_sequence on outbox (stream_seq) where stream_seq is not null;
  create table outbox_stream (
    stream text primary key,
    created text not null,
    epoch bigint not null default 0
  );
  create table inbox (
    id text primary key,
    done integer[],
    received_at timestamptz not null default now()
  );
  create index inbox_received on inbox using brin (received_at);
  create table dead_letters (
    id text primary key,
    subject text not null,
    payload text not null,
    reason text not null,
    attempts integer not null,
    state text not null default 'buried' check (state in ('buried', 'replay', 'replayed')),
    buried_at timestamptz not null default now()
  );
`)

export const parkedEventsMigration = sqlMigration(`
  create table parked_events (
    position bigint generated always as identity primary key,
    id text not null unique,
    key text not null,
    type text not null,
    payload text not null,
    attempts integer not null,
    reason text not null,
    parked_at timestamptz not null default now(),
    due_at timestamptz not null
  );
  create index parked_events_key on parked_events (key, position);
  alter table dead_letters add column replayed_at timestamptz;
  create index dead_letters_replay on dead_letters (buried_at) where state = 'replay';
`)

/** What operators decide about dead letters. Replicas of the release before neither discard nor edit. */
export const deadLetterDecisionsMigration = sqlMigration(`
  alter table dead_letters
    drop constraint dead_letters_state_check,
    add constraint dead_letters_state_check check (state in ('buried', 'replay', 'replayed', 'discarded')),
    add column note text,
    add column received_payload text;
`)

/** Every service's tables hold these; Kysely's types cannot say "at least". */
export const eventsTrx = <Tables extends EventTables>(trx: Trx<Tables>): Trx<EventTables> =>
  trx as unknown as Trx<EventTables>

export const eventsDb = <Tables extends EventTables>(db: Db<Tables>): Db<EventTables> =>
  db as unknown as Db<EventTables>
