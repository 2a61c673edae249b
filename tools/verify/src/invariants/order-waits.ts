import { handOverWithinDays, settleWithinDays } from '@stoa/contracts'

/** What was last said of the capture of order `o`. */
export const lastCaptureEvent = `coalesce((select type from order_events e
  where e.order_id = o.order_id and e.type like 'payments.capture%' order by version desc limit 1), '')`

export const settleWithin = `make_interval(days => ${settleWithinDays})`

/** How many days the ready order `o` has: a capture that its provider has not settled may take longer than the warehouse. */
export const readyDays = `case when ${lastCaptureEvent} = 'payments.capture_pending'
  then ${settleWithinDays} else ${handOverWithinDays} end`
