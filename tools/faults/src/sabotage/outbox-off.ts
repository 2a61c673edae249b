import * as real from '../../../../packages/events/src/outbox.ts'
import type { Topology } from '../../../../packages/events/src/topology.ts'
import { isOn } from './switch.ts'

export * from '../../../../packages/events/src/outbox.ts'

/** Publishes immediately, before the transaction commits, and records nothing. */
export const createOutbox = (topology: Topology): real.Outbox => {
  const outbox = real.createOutbox(topology)
  return {
    ...outbox,
    add: async (trx, announcements) =>
      isOn('without-outbox')
        ? outbox.notifyRelay(outbox.pack(announcements))
        : outbox.add(trx, announcements),
  }
}
