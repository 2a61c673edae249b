import type { Service } from '@stoa/topology'
import { type OpenFinding, openFinding } from '../finding.ts'
import type { Invariant, World } from '../invariant.ts'

/** Kept by publishers for 30 minutes after publication; nothing is concluded from what may be pruned already. */
const published = `
  select id::text, items, published_at < now() - make_interval(secs => $2) from outbox
  where subject = any($1::text[]) and stream_seq is not null`

const stuck = `
  select id::text, subject from outbox
  where stream_seq is null and created_at < now() - make_interval(secs => $1)`

const pending = `select count(*) from outbox where stream_seq is null`

const taken = `
  select id, done, received_at > now() - interval '20 minutes' from inbox`

const dead = `select split_part(id, '/', 1), state from dead_letters`

const plainId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

interface Taken {
  readonly done: readonly number[] | null
  readonly recent: boolean
}

async function readInbox({ db }: World, database: string): Promise<Map<string, Taken>> {
  const inbox = new Map<string, Taken>()
  for await (const block of db.blocks(database, taken))
    for (const [id, done, recent] of block)
      inbox.set(String(id), { done: done as number[] | null, recent: Boolean(recent) })
  return inbox
}

async function checkConsumer(world: World, consumer: Service, finding: OpenFinding): Promise<void> {
  const { db, services, withinSeconds } = world
  const database = consumer.database ?? ''
  const before = await readInbox(world, database)
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
  const after = await readInbox(world, database)
  let underWay = 0
  for (const { id, items, late, from } of expected) {
    finding.checked += 1
    const inbox = after.get(id)
    before.delete(id)
    const whole = inbox && (inbox.done === null || new Set(inbox.done).size >= items)
    if (whole) continue
    if (!late) underWay += 1
    else if (!inbox) finding.add(`${consumer.name} ${id}`, `${from} published it, never handled`)
    else finding.add(`${consumer.name} ${id}`, `handled in part: ${inbox.done?.length} of ${items}`)
  }
  if (underWay > 0) finding.note(`${consumer.name}: ${underWay} messages under way`)
  const buried = await db.rows(database, dead)
  const foreign = new Set(buried.map(([id]) => String(id)))
  for (const [id, { recent }] of before)
    if (recent && plainId.test(id) && !foreign.has(id))
      finding.add(`${consumer.name} ${id}`, 'was handled, and no publisher has committed it')
  const waiting = buried.filter(([, state]) => state === 'buried').length
  if (waiting > 0) finding.note(`${consumer.name}: ${waiting} dead letters, neither lost nor done`)
}

export const eventsArrive: Invariant = {
  id: 'I7',
  summary:
    'what was committed is published, what was published is handled by each consumer, and nothing else is',
  async check(world) {
    const { db, services, withinSeconds } = world
    const finding = openFinding()
    for (const { name, database, publishes } of services) {
      if (!database || publishes.length === 0) continue
      for (const [id, subject] of await db.rows(database, stuck, [withinSeconds]))
        finding.add(`${name} ${id}`, `${subject} was committed and is not published`)
      const [[count] = []] = await db.rows(database, pending)
      if (Number(count) > 0) finding.note(`${name}: ${count} messages pending in the outbox`)
    }
    for (const consumer of services)
      if (consumer.database && consumer.consumes.length > 0)
        await checkConsumer(world, consumer, finding)
    return finding
  },
}
