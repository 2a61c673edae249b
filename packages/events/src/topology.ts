import type { DataOf, DefinitionOf, MessageType } from '@stoa/contracts'
import type { Received } from './received.ts'

/** What a service publishes and consumes; its `topology.ts` is generated from its `service.yaml`. */
export interface Topology {
  readonly service: string
  /** The stream that holds what the service publishes. */
  readonly stream: string
  readonly publishes: readonly string[]
  /** The types that the service handles, by the stream that holds them. */
  readonly consumes: Readonly<Record<string, readonly string[]>>
}

/** The message types that a service publishes. */
export type PublishedBy<Of extends Topology> = Of['publishes'][number]

type ConsumedBy<Of extends Topology> = Extract<
  Of['consumes'][keyof Of['consumes']][number],
  MessageType
>

/**
 * A handler for each message type that the service consumes. Types with the same handler are handled in one batch, in the
 * order in which they came.
 * @example
 * export const handlersOf = (deps: Deps): Handlers<typeof topology> => ({
 *   'inventory.reserve': (batch) => reserve(deps, batch),
 *   'order.shipped': (batch) => sell(deps, batch),
 * })
 */
export type Handlers<Of extends Topology> = {
  readonly [Type in ConsumedBy<Of>]: (
    batch: readonly Received<Type, DataOf<DefinitionOf<Type>>>[],
  ) => Promise<unknown>
}
