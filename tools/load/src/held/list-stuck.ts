import type { Edge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'
import { printLine } from '../options.ts'

interface HeldOrder {
  readonly orderId: string
  readonly customerId: string
  readonly status: string
  readonly reason: string
  readonly since: string
  readonly waitingFor: readonly string[]
  readonly steps: readonly {
    readonly step: string
    readonly refundId?: string
    readonly outcomes: readonly string[]
  }[]
}

const describe = ({ orderId, status, since, reason, waitingFor, steps }: HeldOrder): string =>
  [
    `${orderId}  ${status}, on hold since ${since}: ${reason}`,
    `  waits for the reply to ${waitingFor.join(', ')}`,
    ...steps.map(
      ({ step, refundId, outcomes }) =>
        `  settle ${step}${refundId ? ` ${refundId}` : ''} as ${outcomes.join(' or ')}`,
    ),
  ].join('\n')

export async function listStuck(edge: Edge, token: string, json: boolean): Promise<number> {
  const path = '/v1/orders/on-hold?limit=1000'
  const held = await requestJson<{ orders: readonly HeldOrder[] }>(edge, {
    method: 'GET',
    path,
    token,
  })
  if (json) printLine(JSON.stringify(held))
  else printLine(held.orders.map(describe).join('\n') || 'no order is on hold')
  return 0
}
