import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Reading } from './unreadable.ts'

const longest = 100

/** The id under which an event is stored: a digest of one that no column, or no index, could hold. */
export const storableId = (id: string): string =>
  id.length <= longest && !id.includes('\u0000')
    ? id
    : `sha256:${createHash('sha256').update(id).digest('hex')}`

/** A type as it is stored; those that are read here stay as they are. */
export const storableType = (type: string): string =>
  type.replaceAll('\u0000', '').slice(0, longest)

/** An event of a provider, from its webhook or its list. */
export interface WebhookNotice extends Reading {
  readonly eventId: string
  /** As the provider names it. */
  readonly type: string
  /** JSON of what it is about, cut down to the fields that are read here. */
  readonly payload: string
  /** The provider paid money out, or took a payout back: its balance transactions tell of it. */
  readonly paidOut?: boolean
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly [keyword: string]: unknown
}

const namesIn = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, ...others } = schema as JsonSchema
  return [
    ...Object.keys(properties),
    ...[properties, others].flatMap(Object.values).flatMap(namesIn),
  ]
}

/** Writes the fields that any of these schemas reads, and no other: a provider tells more of a shopper than is needed. */
export function payloadOf(schemas: readonly z.ZodType[]): (object: unknown) => string {
  const names = new Set(
    schemas.flatMap((schema) => namesIn(z.toJSONSchema(schema, { io: 'input' }))),
  )
  const kept = [...names]
  return (object) => JSON.stringify(object ?? null, kept)
}
