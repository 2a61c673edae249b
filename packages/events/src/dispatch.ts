import type { MessageDefinition } from '@stoa/contracts'
import { type HandleDeps, type Handler, handleBatch } from './handle.ts'
import { inTracesOf } from './in-traces.ts'
import { batchSize, processDuration } from './metrics.ts'
import type { Received } from './received.ts'
import { spansOf } from './spans.ts'

export interface Dispatch {
  readonly definitions: ReadonlyMap<string, MessageDefinition>
  /** Hands each event to its handler, those of one handler in one batch. False when the service stops first. */
  handleAll(batch: readonly Received[]): Promise<boolean>
}

export interface Route {
  readonly definition: MessageDefinition
  readonly handle: Handler
}

const stoppedFirst = Object.assign(new Error('the service stopped first'), { code: 'stopped' })

export function createDispatch(
  deps: HandleDeps,
  routes: readonly Route[],
  service: string,
): Dispatch {
  const definitions = new Map(routes.map(({ definition }) => [definition.type, definition]))
  const handlers = new Map(routes.map(({ definition, handle }) => [definition.type, handle]))

  const handleGroup = async (handle: Handler, items: readonly Received[]): Promise<boolean> => {
    const startedMs = performance.now()
    batchSize.observe(items.length)
    const spans = spansOf(items, service)
    const inTraces: Handler = (part) => inTracesOf(part, () => handle(part))
    const done = await handleBatch(deps, inTraces, spans.items)
    spans.end(done ? undefined : stoppedFirst)
    processDuration.observe((performance.now() - startedMs) / 1000, spans.sampled)
    deps.log.debug(
      { type: items[0]?.message.type, events: items.length },
      'handled a batch of events',
    )
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
