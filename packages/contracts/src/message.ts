import type { z } from 'zod'

/** A CloudEvents 1.0 event; `subject` is the id of the entity that it is about, usually an order. */
export interface Message<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0'
  readonly id: string
  readonly type: Type
  readonly source: string
  readonly subject: string
  /** RFC 3339. */
  readonly time: string
  readonly traceparent?: string | undefined
  readonly data: Data
}

/** A type of message and the schema of its data. */
export interface MessageDefinition<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly schema: z.ZodType<Data>
}

/** The data of a definition: `DataOf<typeof orderShipped>`. */
export type DataOf<D> = D extends MessageDefinition<string, infer Data> ? Data : never
/** The event of a definition: `MessageOf<typeof orderShipped>`. */
export type MessageOf<D> =
  D extends MessageDefinition<infer T, infer Data> ? Message<T, Data> : never

/** @example export const orderShipped = defineMessage('order.shipped', z.object({ orderId, trackingNumber })) */
export const defineMessage = <const Type extends string, Data>(
  type: Type,
  schema: z.ZodType<Data>,
): MessageDefinition<Type, Data> => ({ type, schema })

const isText = (value: unknown, maxLength: number): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= maxLength

/**
 * Whether the value is an event with valid attributes; the schema of its type checks its `data`. Plain comparisons
 * instead of a schema, because every event passes here.
 */
export function isEvent(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('data' in value)) return false
  const { specversion, id, type, source, subject, time, traceparent } = value as Partial<Message>
  return (
    specversion === '1.0' &&
    isText(id, 64) &&
    isText(type, 128) &&
    isText(source, 128) &&
    isText(subject, 128) &&
    isText(time, 40) &&
    (traceparent === undefined || isText(traceparent, 55))
  )
}
