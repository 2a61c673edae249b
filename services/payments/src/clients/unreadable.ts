import { z } from 'zod'
import type { Reported } from '../step-result.ts'

/** An event is of a type that is read here, and its form is not. The message names fields, and no value of them. */
export class UnreadableEvent extends Error {}

/** Reads the fields of a schema. @throws UnreadableEvent that names each field of another form */
export function fieldsOf<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const { data, error } = schema.safeParse(value)
  if (!error) return data as z.output<Schema>
  const fields = error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
  throw new UnreadableEvent(fields.join('; '))
}

export const isUuid = (value: unknown): value is string => z.uuid().safeParse(value).success

/** What an event reports, or why that cannot be read. */
export interface Reading {
  /** Absent when the event is about no step of ours. */
  readonly result: Reported | undefined
  readonly unreadable?: string
}

export function readingOf(read: () => Reported | undefined): Reading {
  try {
    return { result: read() }
  } catch (error) {
    if (error instanceof UnreadableEvent) return { result: undefined, unreadable: error.message }
    throw error
  }
}
