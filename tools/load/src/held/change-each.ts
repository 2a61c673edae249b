import type { Edge } from '../edge/edge.ts'
import { EdgeError } from '../edge/edge-error.ts'
import { requestJson } from '../edge/request-json.ts'
import { printLine } from '../options.ts'

const done = { resume: 'resumed', settle: 'settled' } as const

export interface ChangeOrders {
  readonly verb: keyof typeof done
  readonly orderIds: readonly string[]
  readonly body: string
}

/** Resumes or settles each order; 1 when one was refused. */
export async function changeEach(
  edge: Edge,
  token: string,
  { verb, orderIds, body }: ChangeOrders,
): Promise<number> {
  let failed = 0
  for (const orderId of orderIds) {
    const path = `/v1/orders/${encodeURIComponent(orderId)}/${verb}`
    try {
      await requestJson(edge, { method: 'POST', path, token, body })
      printLine(`${orderId} ${done[verb]}`)
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error
      failed++
      printLine(`${orderId} not ${done[verb]}: ${error.message}`)
    }
  }
  return failed > 0 ? 1 : 0
}
