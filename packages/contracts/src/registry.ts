import * as carriers from './carriers/index.ts'
import * as catalog from './catalog.ts'
import * as inventory from './inventory.ts'
import type { MessageDefinition } from './message.ts'
import * as orders from './orders.ts'
import * as payments from './payments.ts'
import * as shipping from './shipping.ts'

const modules = { ...carriers, ...catalog, ...inventory, ...orders, ...payments, ...shipping }

type Definitions = Extract<(typeof modules)[keyof typeof modules], MessageDefinition>

/** The types of all messages between services: commands, replies and events. */
export type MessageType = Definitions['type']

/** The definition of a message type: `DefinitionOf<'order.shipped'>`. */
export type DefinitionOf<Type extends MessageType> = Extract<Definitions, { readonly type: Type }>

const isDefinition = (value: unknown): value is MessageDefinition =>
  typeof value === 'object' && value !== null && 'type' in value && 'schema' in value

const definitions = new Map(
  Object.values<unknown>(modules)
    .filter(isDefinition)
    .map((definition) => [definition.type, definition]),
)

/** The definition of a message type; undefined for a type that no contract defines. */
export const definitionOf = (type: string): MessageDefinition | undefined => definitions.get(type)
