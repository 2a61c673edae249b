import type { MessageDefinition } from '@stoa/contracts'
import type { Received, ReceivedOf } from './received.ts'

export type Handler = (batch: readonly Received[]) => Promise<unknown>

/** What a service hears and the use case that takes a batch of it. */
export interface Consumer {
  readonly definitions: readonly MessageDefinition[]
  readonly handle: Handler
}

export type Consumers = readonly Consumer[]

/** Subjects that share a use case are handled in one batch, in the order they came. */
export const on = <const Definitions extends readonly MessageDefinition[]>(
  definitions: Definitions,
  handle: (batch: readonly ReceivedOf<Definitions[number]>[]) => Promise<unknown>,
): Consumer => ({
  definitions,
  // Each item has passed the schema of its own type before it gets here.
  handle: handle as Handler,
})
