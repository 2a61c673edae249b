import { handOverWithinDays, settleWithinDays } from '@stoa/contracts'
import { eventData } from '../event-data.ts'

/** What was last said of the capture of order `o`. */
export const lastCaptureEvent = `coalesce((select type from order_events e
  where e.order_id = o.order_id and e.type like 'payments.capture%' order by version desc limit 1), '')`

export const settleWithin = `make_interval(days => ${settleWithinDays})`

/** How many days the ready order `o` has: a capture that its provider has not settled may take longer than the warehouse. */
export const readyDays = `case when ${lastCaptureEvent} = 'payments.capture_pending'
  then ${settleWithinDays} else ${handOverWithinDays} end`

/** The shipped order `o` is not captured yet: its capture is requested, pending, due or on hold. I5 bounds each. */
export const awaitsCapture = `o.open and not exists (
  select from order_events e where e.order_id = o.order_id and e.type = 'payments.captured')`

/** An order manager declared that the capture of order `o` was declined: it will never be paid. */
export const settledUnpaid = `exists (
  select from order_events s where s.order_id = o.order_id and s.type = 'hold.settled'
    and ${eventData('s.data')}->'settlement'->>'step' = 'capture'
    and ${eventData('s.data')}->'settlement'->>'outcome' = 'declined')`
