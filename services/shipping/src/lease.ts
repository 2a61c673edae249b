/** The deadline of the saga's parcel step, in which orders waits for a booking. */
export const deadlineMs = 45_000
/** Below half of that, so that an order survives a replica that stops while it holds the lease. */
export const leaseMs = 20_000
