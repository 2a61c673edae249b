import { randomUUID } from 'node:crypto'
import type { DataOf, MessageDefinition } from '@stoa/contracts'
import type { Received } from '@stoa/events'

/** An event as a consumer receives it, alone in its message. */
export const received = <D extends MessageDefinition>(
  definition: D,
  data: DataOf<D>,
): Received<D['type'], DataOf<D>> => ({
  message: {
    specversion: '1.0',
    id: randomUUID(),
    type: definition.type,
    source: 'orders',
    subject: (data as { orderId: string }).orderId,
    time: new Date().toISOString(),
    data,
  },
  delivery: { id: randomUUID(), index: 0, size: 1 },
})
