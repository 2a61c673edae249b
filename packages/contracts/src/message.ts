import { z } from 'zod'

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

/** What every event carries around its data. */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(64),
  type: z.string().min(1).max(128),
  source: z.string().min(1).max(128),
  subject: z.string().min(1).max(128),
  time: z.string().min(20).max(40),
  traceparent: z.string().length(55).optional(),
  data: z.unknown(),
})
