import { isEvent, type Message, type MessageDefinition } from '@stoa/contracts'

/** An event as it came, with its place in the message that carried it. */
export interface Received<Type extends string = string, Data = unknown> {
  readonly message: Message<Type, Data>
  readonly delivery: { readonly id: string; readonly index: number; readonly size: number }
}

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

function check(value: unknown, definitions: Definitions): Message | string {
  if (!isEvent(value)) return 'not an event'
  const definition = definitions.get(value.type)
  if (!definition) return `nobody here handles ${value.type}`
  const data = definition.schema.safeParse(value.data)
  if (data.success) return { ...value, data: data.data }
  const issue = data.error.issues[0]
  return `${value.type} does not fit its schema at ${issue?.path.join('.')}: ${issue?.message}`
}

/** Opens a message of the broker: every event in it is good or named with what is wrong; never throws. */
export function unpack(id: string, body: string, definitions: Definitions): Unpacked {
  let values: unknown
  try {
    values = JSON.parse(body)
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
    const message = check(value, definitions)
    if (typeof message === 'string')
      unreadable.push({ delivery, payload: JSON.stringify(value), reason: message })
    else items.push({ message, delivery })
  })
  return { items, unreadable }
}
