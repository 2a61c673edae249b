import { CannotRun, type Command } from '@stoa/topology'
import { openEdge } from '../edge/edge.ts'
import { EdgeError } from '../edge/edge-error.ts'
import { requestJson } from '../edge/request-json.ts'
import { parseOptions, printLine } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'

type Options = ReturnType<typeof parseOptions>

interface ReadyParcel {
  readonly orderId: string
  readonly carrier: string
  readonly trackingNumber: string
  readonly bookedAt: string
}

interface LeftParcel extends Omit<ReadyParcel, 'bookedAt'> {
  readonly reason: string
  readonly leftAt: string
}

const usage = `usage: stoa parcels [LIST] [options]
       stoa parcels settle ORDER --outcome OUTCOME --reason TEXT

lists:
  left-cancelled  list the parcels that left although their order was
                  cancelled, newest first: have them sent back (the default)
                  and settle them
  ready           list the parcels that wait to be handed over, longest first

settle: say what became of a parcel that left though it was cancelled; it is
then on the list no more
  returned  it is in the warehouse again: its goods are counted back
  lost      its goods stay written off
  paid      its customer paid for it outside of the order

options:
  --outcome OUTCOME  with settle: returned, lost or paid
  --reason TEXT      with settle: how you know it
  --as NAME          with settle: the name to act as (default warehouse)
  --json             print {"parcels":[…]}: with left-cancelled each has
                     "orderId", "carrier", "trackingNumber", "reason", "leftAt";
                     with ready "orderId", "carrier", "trackingNumber",
                     "weightGrams", "bookedAt"
  --help             print this text

examples:
  npx stoa parcels left-cancelled
  npx stoa parcels settle 0199… --outcome returned --reason 'on the shelf again'

exit status:
  0  done
  1  the parcel was not settled
  2  wrong arguments, or the platform is not running or does not answer`

const lists = {
  ready: {
    empty: 'no parcel waits to be handed over',
    describe: ({ orderId, carrier, trackingNumber, bookedAt }: ReadyParcel) =>
      `${orderId}  ${carrier} ${trackingNumber}, booked at ${bookedAt}`,
  },
  'left-cancelled': {
    empty: 'no cancelled parcel has left',
    describe: ({ orderId, carrier, trackingNumber, reason, leftAt }: LeftParcel) =>
      `${orderId}  ${carrier} ${trackingNumber}, left at ${leftAt}; cancelled: ${reason}`,
  },
} as const

const types = {
  json: { type: 'boolean' },
  outcome: { type: 'string' },
  reason: { type: 'string' },
  as: { type: 'string' },
} as const

async function settle(options: Options, [orderId, ...others]: readonly string[]): Promise<number> {
  const outcome = options.text('outcome')
  const reason = options.text('reason')
  if (!orderId || others.length > 0 || !outcome || !reason)
    throw new CannotRun('settle needs the id of one order, --outcome and --reason')
  const edge = openEdge(readRunningPlatform(), { connections: 1 })
  try {
    await requestJson(edge, {
      ...{ method: 'POST', path: `/v1/parcels/${encodeURIComponent(orderId)}/settle-left` },
      token: await edge.token(options.text('as') ?? 'warehouse', 'warehouse'),
      body: JSON.stringify({ outcome, reason }),
    })
    printLine(`the parcel of ${orderId} is settled as ${outcome}`)
    return 0
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error
    printLine(`the parcel of ${orderId} is not settled: ${error.message}`)
    return 1
  } finally {
    await edge.close()
  }
}

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [list = 'left-cancelled', ...others] = options.positionals
  if (list === 'settle') return settle(options, others)
  if ((list !== 'ready' && list !== 'left-cancelled') || others.length > 0)
    throw new CannotRun(
      `expected ready, left-cancelled or settle, found ${options.positionals.join(' ')}`,
    )
  const edge = openEdge(readRunningPlatform(), { connections: 1 })
  try {
    const answer = await requestJson<{ parcels: readonly (ReadyParcel & LeftParcel)[] }>(edge, {
      ...{ method: 'GET', path: `/v1/parcels/${list}?limit=500` },
      token: await edge.token('operator', 'operator'),
    })
    const { empty, describe } = lists[list]
    if (options.flag('json')) printLine(JSON.stringify(answer))
    else printLine(answer.parcels.map(describe).join('\n') || empty)
    return 0
  } finally {
    await edge.close()
  }
}

export const parcelsCommand: Command = {
  name: 'parcels',
  summary: 'list parcels that are ready, and cancelled ones that left; settle these',
  ...{ usage, run },
}
