import { CannotRun, type Command } from '@stoa/topology'
import type { Edge } from '../edge/edge.ts'
import { parseOptions } from '../options.ts'
import { clusterOptions, clusterUsage } from '../staff/cluster-options.ts'
import { type OpenClusterEdge, withEdge } from '../staff/with-edge.ts'
import { printerOf } from './lists.ts'
import { type LeftSettlement, settleParcel } from './settle.ts'

type Options = ReturnType<typeof parseOptions>

const usage = `usage: stoa parcels [LIST] [options]
       stoa parcels settle ORDER --outcome OUTCOME --reason TEXT

lists:
  left-cancelled  list the parcels that left although their order was
                  cancelled, newest first: have them sent back (the default)
                  and settle them
  ready           list the parcels that wait to be handed over, longest first
  abandoned-labels
                  list the labels that their parcels did not leave under, as
                  orders settle declared; state is open until the carrier has
                  answered, then voided or refused; contradicted: the carrier
                  gave the declared number to another order

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
                     "weightGrams", "bookedAt"; abandoned-labels prints
                     {"labels":[{"orderId","carrier","trackingNumber",
                     "leftAs","state","abandonedAt"}]}
  --help             print this text

${clusterUsage}

examples:
  npx stoa parcels left-cancelled
  npx stoa parcels settle 0199… --outcome returned --reason 'on the shelf again'

exit status:
  0  done
  1  the parcel does not exist, or its state does not allow it
  2  wrong arguments, or the platform is not running or does not answer`

const types = {
  json: { type: 'boolean' },
  outcome: { type: 'string' },
  reason: { type: 'string' },
  as: { type: 'string' },
  ...clusterOptions,
} as const

function settlementOf(options: Options, [orderId, ...others]: readonly string[]): LeftSettlement {
  const outcome = options.text('outcome')
  const reason = options.text('reason')
  if (!orderId || others.length > 0 || !outcome || !reason)
    throw new CannotRun('settle needs the id of one order, --outcome and --reason')
  return { orderId, outcome, reason }
}

/** What the arguments ask for. Throws CannotRun when they are wrong. */
function readJob(options: Options): (edge: Edge) => Promise<number> {
  const [name = 'left-cancelled', ...others] = options.positionals
  if (name === 'settle') {
    const settlement = settlementOf(options, others)
    const as = options.text('as') ?? 'warehouse'
    return async (edge) => settleParcel(edge, await edge.token(as, 'warehouse'), settlement)
  }
  const print = printerOf(name)
  if (!print || others.length > 0)
    throw new CannotRun(
      `expected left-cancelled, ready, abandoned-labels or settle, found ${options.positionals.join(' ')}`,
    )
  const json = options.flag('json')
  return async (edge) => print(edge, { token: await edge.token('operator', 'operator'), json })
}

export const parcelsCommand = (open: OpenClusterEdge): Command => ({
  name: 'parcels',
  summary: 'list parcels that are ready, cancelled ones that left, and unused labels',
  usage,
  async run(args) {
    const options = parseOptions(args, types, { allowPositionals: true })
    return withEdge(options, open, readJob(options))
  },
})
