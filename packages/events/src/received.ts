import { isEvent, type Message, type MessageDefinition } from '@stoa/contracts'
import { storableJson } from './storable-json.ts'

/** Where an event came from: its place in a message of the broker, or the row that it was set aside in. */
export interface Origin {
  readonly id: string
  readonly index: number
  readonly size: number
  /** The table that the event was set aside in, and how often it was tried until then; absent for the broker. */
  readonly aside?: { readonly in: 'parked_events' | 'dead_letters'; readonly attempts: number }
}

/** An event and where it came from. */
export interface Received<Type extends string = string, Data = unknown> {
  readonly message: Message<Type, Data>
  readonly delivery: Origin
}

/** Events with the same key are handled in their order. */
export const keyOf = ({ message }: Received): string => message.subject

export type ReceivedOf<Definition> =
  Definition extends MessageDefinition<infer Type extends string, infer Data>
    ? Received<Type, Data>
    : never

export interface Unreadable {
  readonly delivery: Received['delivery']
  readonly payload: string
  readonly reason: string
}

export interface Unpacked {
  readonly items: Received[]
  readonly unreadable: Unreadable[]
}

type Definitions = ReadonlyMap<string, MessageDefinition>

function check(value: unknown, definitions: Definitions, subject?: string): Message | string {
  if (!isEvent(value)) return 'not an event'
  if (subject !== undefined && value.type !== subject)
    return `${value.type} was published under the subject ${subject}`
  const definition = definitions.get(value.type)
  if (!definition) return `no handler for ${value.type}`
  const data = definition.schema.safeParse(value.data)
  if (data.success) return { ...value, data: data.data }
  const issue = data.error.issues[0]
  return `${value.type} does not fit its schema at ${issue?.path.join('.')}: ${issue?.message}`
}

/**
 * Reads a message: each event in it fits its schema, or is returned with the reason why not. Never throws. An event whose
 * type differs from the `subject` that it was published under is not read: the broker lets a service publish its own
 * subjects alone, so that it cannot send the events of another.
 */
export function unpack(
  id: string,
  body: string,
  definitions: Definitions,
  subject?: string,
): Unpacked {
  let values: unknown
  try {
    values = JSON.parse(storableJson(body))
  } catch {
    values = undefined
  }
  if (!Array.isArray(values) || values.length === 0) {
    const delivery = { id, index: 0, size: 1 }
    return { items: [], unreadable: [{ delivery, payload: body, reason: 'not a batch of events' }] }
  }
  const items: Received[] = []
  const unreadable: Unreadable[] = []
  values.forEach((value, index) => {
    const delivery = { id, index, size: values.length }
    const message = check(value, definitions, subject)
    if (typeof message === 'string')
      unreadable.push({ delivery, payload: JSON.stringify(value), reason: message })
    else items.push({ message, delivery })
  })
  return { items, unreadable }
}
