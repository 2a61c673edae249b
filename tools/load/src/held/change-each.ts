import type { Edge } from '../edge/edge.ts'
import { tryChange } from '../edge/try-change.ts'
import { printLine } from '../options.ts'

const done = { resume: 'resumed', settle: 'settled' } as const

export interface ChangeOrders {
  readonly verb: keyof typeof done
  readonly orderIds: readonly string[]
  readonly body: string
}

/** Resumes or settles each order; 1 when one was refused. */
export async function changeEach(
  edge: Pick<Edge, 'request'>,
  token: string,
  { verb, orderIds, body }: ChangeOrders,
): Promise<number> {
  let refused = 0
  for (const orderId of orderIds) {
    const path = `/v1/orders/${encodeURIComponent(orderId)}/${verb}`
    const why = await tryChange(edge, { method: 'POST', path, token, body })
    if (why) refused++
    printLine(why ? `${orderId} not ${done[verb]}: ${why}` : `${orderId} ${done[verb]}`)
  }
  return refused > 0 ? 1 : 0
}
