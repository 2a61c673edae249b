import * as real from '../../../../packages/events/src/inbox.ts'
import { isOn } from './switch.ts'

/** Treats every event as new, and records none. */
export const takeFromInbox: typeof real.takeFromInbox = async (trx, batch) =>
  isOn('without-inbox') ? batch : real.takeFromInbox(trx, batch)

export const takeOne: typeof real.takeOne = async (...args) =>
  isOn('without-inbox') || real.takeOne(...args)
