import { CannotRun, type Command } from '@stoa/topology'
import { openEdge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'
import { parseOptions, printLine } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'

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

lists:
  left-cancelled  list the parcels that left although their order was
                  cancelled, newest first: have them sent back (the default)
  ready           list the parcels that wait to be handed over, longest first

options:
  --json   print {"parcels":[…]}: with left-cancelled each has "orderId",
           "carrier", "trackingNumber", "reason", "leftAt"; with ready
           "orderId", "carrier", "trackingNumber", "weightGrams", "bookedAt"
  --help   print this text

example:
  npx stoa parcels left-cancelled

exit status:
  0  done
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

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, { json: { type: 'boolean' } }, { allowPositionals: true })
  const [list = 'left-cancelled', ...others] = options.positionals
  if ((list !== 'ready' && list !== 'left-cancelled') || others.length > 0)
    throw new CannotRun(`expected ready or left-cancelled, found ${options.positionals.join(' ')}`)
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
  summary: 'list parcels that are ready, and cancelled ones that left',
  ...{ usage, run },
}
