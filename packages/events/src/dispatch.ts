import type { MessageDefinition } from '@stoa/contracts'
import type { Consumers, Handler } from './consumers.ts'
import { type HandleDeps, handleBatch } from './handle.ts'
import { batchSize, processDuration } from './metrics.ts'
import type { Received } from './received.ts'
import { spansOf } from './spans.ts'

export interface Dispatch {
  readonly definitions: ReadonlyMap<string, MessageDefinition>
  /** Hands each event to its handler, those of one handler in one batch. False when the service stops first. */
  handleAll(batch: readonly Received[]): Promise<boolean>
}

export function createDispatch(deps: HandleDeps, consumers: Consumers, service: string): Dispatch {
  const definitions = new Map<string, MessageDefinition>()
  const handlers = new Map<string, Handler>()
  for (const { definitions: handled, handle } of consumers)
    for (const definition of handled) {
      definitions.set(definition.type, definition)
      handlers.set(definition.type, handle)
    }

  const handleGroup = async (handle: Handler, items: readonly Received[]): Promise<boolean> => {
    const endTimer = processDuration.startTimer()
    batchSize.observe(items.length)
    const spans = spansOf(items, service)
    const done = await handleBatch(deps, handle, spans.items)
    spans.end(done)
    endTimer()
    return done
  }

  return {
    definitions,
    async handleAll(batch) {
      const groups = Map.groupBy(batch, ({ message }) => handlers.get(message.type))
      for (const [handle, items] of groups)
        if (handle && !(await handleGroup(handle, items))) return false
      return true
    },
  }
}
