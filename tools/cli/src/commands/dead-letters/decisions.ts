import { readFileSync } from 'node:fs'
import { CannotRun } from '@stoa/topology'
import type { ConsumerDatabases } from './databases.ts'

interface Payload {
  readonly payload: string
}

/** Marks dead letters as discarded. The ids of those that were dead letters until now. */
export async function discard(
  databases: ConsumerDatabases,
  service: string,
  ids: readonly string[],
  note: string,
): Promise<readonly string[]> {
  const discarded = await databases.one<{ id: string }>(
    service,
    `update dead_letters set state = 'discarded', note = $2
     where id = any($1) and state = 'buried' returning id`,
    [ids, note],
  )
  return discarded.map(({ id }) => id)
}

export interface Edit {
  readonly service: string
  readonly id: string
  readonly file: string
  readonly note: string
}

/** Replaces the payload of a dead letter by the event in a file, and marks it for a replay. False: there is no such dead letter. */
export async function edit(
  databases: ConsumerDatabases,
  { service, id, file, note }: Edit,
): Promise<boolean> {
  const [dead] = await databases.one<Payload>(
    service,
    "select payload from dead_letters where id = $1 and state = 'buried'",
    [id],
  )
  if (!dead) return false
  const payload = editedPayload(dead.payload, readFileSync(file, 'utf8'))
  const edited = await databases.one<{ id: string }>(
    service,
    `update dead_letters set payload = $2, note = $3, state = 'replay',
       received_payload = coalesce(received_payload, payload)
     where id = $1 and state = 'buried' and payload = $4 returning id`,
    [id, payload, note, dead.payload],
  )
  return edited.length > 0
}

const identity = ['id', 'type', 'source', 'subject'] as const

/** The text of the edited event, which must still be the same event. @throws CannotRun when it is not */
export function editedPayload(received: string, edited: string): string {
  const after = eventOf(edited)
  if (!after) throw new CannotRun('the file does not hold an event: expected one JSON object')
  const before = eventOf(received)
  const changed = before ? identity.filter((field) => before[field] !== after[field]) : []
  if (changed.length > 0)
    throw new CannotRun(`only \`data\` of an event can be edited; ${changed.join(' and ')} differ`)
  return JSON.stringify(after)
}

function eventOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
