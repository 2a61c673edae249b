import type { z } from 'zod'

/** A CloudEvents 1.0 event; `subject` is the id of what it is about, most often an order. */
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

export interface MessageDefinition<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly schema: z.ZodType<Data>
}

export type DataOf<D> = D extends MessageDefinition<string, infer Data> ? Data : never
export type MessageOf<D> =
  D extends MessageDefinition<infer T, infer Data> ? Message<T, Data> : never

export const defineMessage = <const Type extends string, Data>(
  type: Type,
  schema: z.ZodType<Data>,
): MessageDefinition<Type, Data> => ({ type, schema })

const text = (value: unknown, most: number): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= most

/** What every event carries around its data, which its own schema checks; written out because every event passes here. */
export function isEvent(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('data' in value)) return false
  const { specversion, id, type, source, subject, time, traceparent } = value as Partial<Message>
  return (
    specversion === '1.0' &&
    text(id, 64) &&
    text(type, 128) &&
    text(source, 128) &&
    text(subject, 128) &&
    text(time, 40) &&
    (traceparent === undefined || text(traceparent, 55))
  )
}
