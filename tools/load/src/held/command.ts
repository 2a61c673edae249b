import { CannotRun, type Command } from '@stoa/topology'
import { parseOptions } from '../options.ts'
import { clusterOptions, clusterUsage } from '../staff/cluster-options.ts'
import { type OpenClusterEdge, withEdge } from '../staff/with-edge.ts'
import { bodyOf, changeOptions } from './body-of.ts'
import { changeEach } from './change-each.ts'
import { listStuck } from './list-stuck.ts'

const usage = `usage: stoa orders stuck [--json]
       stoa orders resume ORDER... --note TEXT
       stoa orders settle ORDER --step STEP --outcome OUTCOME --reason TEXT
                          [--refund ID] [--reference ID] [--tracking NUMBER]

Orders whose commands got no reply for 30 minutes, or whose parcel was not
handed over for 5 days, are put on hold: nothing is sent for them any more. An
order manager corrects the cause and resumes them, or declares what became of a
step that can get no reply any more.

  stuck   list the orders on hold, longest first, with what each can be settled
          as (the default)
  resume  send the commands of these orders again; the note and your name are
          kept in each order's history
  settle  take this as the missing reply: the order goes on, and the service
          that owns the step books it; the reason and your name are kept in the
          order's history

steps and outcomes:
  stock    released: the goods are in the warehouse; gone: they are not
  money    voided: nothing was taken or is held; refunded: it was captured and
           given back (--reference)
  parcel   cancelled: it stays, or there is none; handed_over: the carrier has
           it (--tracking)
  capture  captured (--reference); declined: it will never be paid
  refund   refunded (--reference); declined: it was not made (both --refund)

options:
  --note TEXT        with resume: why it can work now
  --step STEP        with settle: the step that got no reply
  --outcome OUTCOME  what became of it
  --reason TEXT      how you know it
  --refund ID        the refund, with the step refund
  --reference ID     the provider's id of what it did
  --tracking NUMBER  the number under which the parcel left
  --as NAME          the name to act as (default order-manager)
  --json             with stuck: print {"orders":[{"orderId","customerId",
                     "status","reason","since","waitingFor","steps"}]}
  --help             print this text

${clusterUsage}

examples:
  npx stoa orders stuck
  npx stoa orders resume 0199… --note 'inventory runs again'
  npx stoa orders settle 0199… --step stock --outcome gone --reason 'counted'

exit status:
  0  done
  1  an order does not exist, or is not in a state to be resumed or settled
  2  wrong arguments, or the platform is not running or does not answer`

const types = {
  as: { type: 'string' },
  json: { type: 'boolean' },
  ...changeOptions,
  ...clusterOptions,
} as const

async function run(args: readonly string[], open: OpenClusterEdge): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const [verb = 'stuck', ...orderIds] = options.positionals
  if (verb !== 'stuck' && verb !== 'resume' && verb !== 'settle')
    throw new CannotRun(`expected stuck, resume or settle, found ${verb}`)
  if (verb === 'stuck' && orderIds.length > 0)
    throw new CannotRun(`stuck takes no order; found ${orderIds.join(' ')}`)
  const body = verb === 'stuck' ? undefined : bodyOf(verb, orderIds, options)
  return withEdge(options, open, async (edge) => {
    const token = await edge.token(options.text('as') ?? 'order-manager', 'order-manager')
    return verb === 'stuck'
      ? listStuck(edge, token, options.flag('json'))
      : changeEach(edge, token, { verb, orderIds, body: JSON.stringify(body) })
  })
}

export const ordersCommand = (open: OpenClusterEdge): Command => ({
  name: 'orders',
  summary: 'list orders on hold, resume them, and settle their steps',
  usage,
  run: (args) => run(args, open),
})
