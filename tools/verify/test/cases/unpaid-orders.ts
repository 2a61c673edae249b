import { shipped } from '../healthy-shop.ts'
import type { Case } from './case.ts'

const declared = (outcome: string) => JSON.stringify({ settlement: { step: 'capture', outcome } })
/** What was told of the capture of the shipped order instead of `payments.captured`, and whether the order waits for more. */
const told = (type: string, open: boolean, data = '{}') => `
  delete from order_events where order_id = '${shipped}' and version > 9;
  update order_events set type = '${type}', data = '${data}' where order_id = '${shipped}' and version = 9;
  update orders set version = 9, open = ${open} where order_id = '${shipped}'`
const requested = `
  delete from order_events where order_id = '${shipped}' and version > 8;
  update orders set version = 8, open = true where order_id = '${shipped}'`
const refused = told('payments.capture_refused', true)
const settled = (outcome: string) => told('hold.settled', false, declared(outcome))
const i10 = (name: string, finds: boolean, status: string, orders: string): Case => ({
  ...{ id: 'I10', name, finds },
  sql: {
    orders,
    payments: `update payments set status = '${status}', captured_minor = 0 where order_id = '${shipped}'`,
  },
})

export const unpaidOrders: readonly Case[] = [
  i10(
    'an authorisation ended as its parcel left, and the capture is due',
    false,
    'expired',
    refused,
  ),
  i10('an authorisation ended, and the capture is not answered yet', false, 'expired', requested),
  i10('a due capture was declared as declined', false, 'expired', settled('declined')),
  i10('such a capture, whose authorisation is released', false, 'voided', settled('declined')),
  i10('an order counts as captured, and its authorisation ended', true, 'expired', ''),
  i10(
    'an order waits for a refund alone, and its authorisation ended',
    true,
    'expired',
    `update orders set open = true where order_id = '${shipped}'`,
  ),
  i10(
    'an authorisation ended, and the order waits for nothing',
    true,
    'expired',
    told('payments.capture_refused', false),
  ),
  i10(
    'a capture was declared as made, and the authorisation ended',
    true,
    'expired',
    settled('captured'),
  ),
  i10(
    'an authorisation ended before its parcel left',
    true,
    'expired',
    `${refused}; update orders set status = 'ready' where order_id = '${shipped}'`,
  ),
  i10('the authorisation of a due capture was voided', true, 'voided', refused),
  i10('the payment of a shipped order was declined', true, 'declined', refused),
]
