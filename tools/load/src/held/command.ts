import { CannotRun, type Command } from '@stoa/topology'
import { type Edge, openEdge } from '../edge/edge.ts'
import { EdgeError } from '../edge/edge-error.ts'
import { requestJson } from '../edge/request-json.ts'
import { parseOptions, printLine } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'

interface HeldOrder {
  readonly orderId: string
  readonly customerId: string
  readonly status: string
  readonly reason: string
  readonly since: string
  readonly waitingFor: readonly string[]
}

const usage = `usage: stoa orders stuck [--json]
       stoa orders resume ORDER... --note TEXT

Orders whose commands got no reply for 30 minutes, or whose parcel was not
handed over for 5 days, are put on hold: nothing is sent for them any more. An
order manager corrects the cause and resumes them.

  stuck   list the orders on hold, longest first (the default)
  resume  send the commands of these orders again; the note and your name are
          kept in each order's history

options:
  --note TEXT  why it can work now
  --as NAME    the name to resume as (default order-manager)
  --json       with stuck: print {"orders":[{"orderId","customerId","status",
               "reason","since","waitingFor"}]}
  --help       print this text

examples:
  npx stoa orders stuck
  npx stoa orders resume 0199… --note 'inventory runs again'

exit status:
  0  done
  1  an order was not resumed
  2  wrong arguments, or the platform is not running or does not answer`

const types = {
  note: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
} as const

const describe = ({ orderId, status, since, reason, waitingFor }: HeldOrder): string =>
  `${orderId}  ${status}, on hold since ${since}: ${reason}\n  waits for the reply to ${waitingFor.join(', ')}`

async function listStuck(edge: Edge, token: string, json: boolean): Promise<number> {
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

async function resume(
  edge: Edge,
  token: string,
  orderIds: readonly string[],
  note: string,
): Promise<number> {
  let failed = 0
  for (const orderId of orderIds) {
    const path = `/v1/orders/${encodeURIComponent(orderId)}/resume`
    try {
      await requestJson(edge, { method: 'POST', path, token, body: JSON.stringify({ note }) })
      printLine(`${orderId} resumed`)
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error
      failed++
      printLine(`${orderId} not resumed: ${error.message}`)
    }
  }
  return failed > 0 ? 1 : 0
}

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [verb = 'stuck', ...orderIds] = options.positionals
  if (verb !== 'stuck' && verb !== 'resume')
    throw new CannotRun(`expected stuck or resume, found ${verb}`)
  if (verb === 'stuck' && orderIds.length > 0)
    throw new CannotRun(`stuck takes no order; found ${orderIds.join(' ')}`)
  const note = options.text('note')
  if (verb === 'resume' && (orderIds.length === 0 || !note))
    throw new CannotRun('resume needs the ids of orders, and --note TEXT')
  const edge = openEdge(readRunningPlatform(), { connections: 2 })
  try {
    const token = await edge.token(options.text('as') ?? 'order-manager', 'order-manager')
    return verb === 'stuck'
      ? await listStuck(edge, token, options.flag('json'))
      : await resume(edge, token, orderIds, note ?? '')
  } finally {
    await edge.close()
  }
}

export const ordersCommand: Command = {
  name: 'orders',
  summary: 'list orders on hold, and resume them',
  ...{ usage, run },
}
