import type { Service } from '@stoa/topology'
import { type CheckResultBuilder, createCheckResult } from '../check-result.ts'
import type { Invariant, VerifyInputs } from '../invariant.ts'

/** Publishers keep a message for 30 minutes after publication; older ones may be pruned already. */
const published = `
  select id::text, items, published_at < now() - make_interval(secs => $2) from outbox
  where subject = any($1::text[]) and stream_seq is not null`

const unpublishedLate = `
  select id::text, subject from outbox
  where stream_seq is null and created_at < now() - make_interval(secs => $1)`

const unpublished = `select count(*) from outbox where stream_seq is null`

const inboxRows = `
  select id, done, received_at > now() - interval '20 minutes' from inbox`

const deadLetters = `select split_part(id, '/', 1), state from dead_letters`

/** A replay leaves a row in the inbox, in the transaction of its effect; the inbox is pruned after two hours. */
const unprovenReplays = `
  select id from dead_letters d where state = 'replayed'
    and coalesce(replayed_at, buried_at) > now() - interval '100 minutes'
    and not exists (select from inbox i where i.id = d.id || '#' || d.attempts)`

const parkedEvents = `
  select count(*), count(*) filter (where parked_at < now() - interval '10 minutes') from parked_events`

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

interface InboxEntry {
  /** Indexes of the items handled; null when all are. */
  readonly done: readonly number[] | null
  readonly recent: boolean
}

async function readInbox({ db }: VerifyInputs, database: string): Promise<Map<string, InboxEntry>> {
  const inbox = new Map<string, InboxEntry>()
  for await (const block of db.blocks(database, inboxRows))
    for (const [id, done, recent] of block)
      inbox.set(String(id), { done: done as number[] | null, recent: Boolean(recent) })
  return inbox
}

async function checkConsumer(
  inputs: VerifyInputs,
  consumer: Service,
  result: CheckResultBuilder,
): Promise<void> {
  const { db, services, withinSeconds } = inputs
  const database = consumer.database ?? ''
  const before = await readInbox(inputs, database)
  const expected: { id: string; items: number; late: boolean; from: string }[] = []
  for (const publisher of services) {
    if (!publisher.database) continue
    const subjects = consumer.consumes.filter((subject) => publisher.publishes.includes(subject))
    if (subjects.length === 0) continue
    for await (const block of db.blocks(publisher.database, published, [subjects, withinSeconds]))
      for (const [id, items, late] of block)
        expected.push({
          ...{ id: String(id), items: Number(items), late: Boolean(late), from: publisher.name },
        })
  }
  const after = await readInbox(inputs, database)
  let inProgress = 0
  for (const { id, items, late, from } of expected) {
    result.checked += 1
    const inbox = after.get(id)
    before.delete(id)
    const handled = inbox && (inbox.done === null || new Set(inbox.done).size >= items)
    if (handled) continue
    if (!late) inProgress += 1
    else if (!inbox)
      result.addViolation(`${consumer.name} ${id}`, `was published by ${from} but never handled`)
    else
      result.addViolation(
        `${consumer.name} ${id}`,
        `was handled in part: ${inbox.done?.length} of ${items} items`,
      )
  }
  if (inProgress > 0) result.addNote(`${consumer.name}: ${inProgress} messages in progress`)
  const buried = await db.rows(database, deadLetters)
  const deadIds = new Set(buried.map(([id]) => String(id)))
  for (const [id, { recent }] of before)
    if (recent && uuid.test(id) && !deadIds.has(id))
      result.addViolation(`${consumer.name} ${id}`, 'was handled, but no publisher committed it')
  for (const [id] of await db.rows(database, unprovenReplays))
    result.addViolation(`${consumer.name} ${id}`, 'counts as replayed, but its handler never ran')
  const [[parked = 0, stuck = 0] = []] = await db.rows(database, parkedEvents)
  if (Number(stuck) > 0)
    result.addViolation(consumer.name, `${stuck} events have been parked for over 10 minutes`)
  if (Number(parked) > 0)
    result.addNote(`${consumer.name}: ${parked} events failed and are retried`)
  const discarded = buried.filter(([, state]) => state === 'discarded').length
  if (discarded > 0)
    result.addNote(`${consumer.name}: ${discarded} dead letters were discarded by an operator`)
  const waiting = buried.filter(([, state]) => state === 'buried').length
  if (waiting > 0)
    result.addNote(
      `${consumer.name}: ${waiting} dead letters; \`npx stoa dead-letters\` lists them`,
    )
}

export const eventsArrive: Invariant = {
  id: 'I7',
  summary: 'committed messages are published and handled, no others',
  async check(inputs) {
    const { db, services, withinSeconds } = inputs
    const result = createCheckResult()
    for (const { name, database, publishes } of services) {
      if (!database || publishes.length === 0) continue
      for (const [id, subject] of await db.rows(database, unpublishedLate, [withinSeconds]))
        result.addViolation(`${name} ${id}`, `${subject} was committed but not published`)
      const [[count] = []] = await db.rows(database, unpublished)
      if (Number(count) > 0)
        result.addNote(`${name}: ${count} messages in the outbox are not published yet`)
    }
    for (const consumer of services)
      if (consumer.database && consumer.consumes.length > 0)
        await checkConsumer(inputs, consumer, result)
    return result
  },
}
