import type { Edge } from '../edge/edge.ts'
import { tryChange } from '../edge/try-change.ts'
import { printLine } from '../options.ts'

export interface LeftSettlement {
  readonly orderId: string
  readonly outcome: string
  readonly reason: string
}

/** Says what became of a cancelled parcel that left; 1 when the parcel does not allow it. */
export async function settleParcel(
  edge: Pick<Edge, 'request'>,
  token: string,
  { orderId, outcome, reason }: LeftSettlement,
): Promise<number> {
  const why = await tryChange(edge, {
    ...{ method: 'POST', path: `/v1/parcels/${encodeURIComponent(orderId)}/settle-left`, token },
    body: JSON.stringify({ outcome, reason }),
  })
  printLine(
    why
      ? `the parcel of ${orderId} is not settled: ${why}`
      : `the parcel of ${orderId} is settled as ${outcome}`,
  )
  return why ? 1 : 0
}
