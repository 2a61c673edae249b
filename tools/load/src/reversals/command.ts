import { CannotRun, type Command } from '@stoa/topology'
import type { Edge } from '../edge/edge.ts'
import { requestJson } from '../edge/request-json.ts'
import { tryChange } from '../edge/try-change.ts'
import { parseOptions, printLine } from '../options.ts'
import { clusterOptions, clusterUsage } from '../staff/cluster-options.ts'
import { type OpenClusterEdge, withEdge } from '../staff/with-edge.ts'

const usage = `usage: stoa reversals [options]
       stoa reversals write-off PROVIDER REVERSAL --reason TEXT

Lists the captured money that a provider took back and that its customer owes,
the oldest first; writes off what nobody will pay. The money of a dispute is not
on the list: the dispute decides about it.

options:
  --reason TEXT  with write-off: why nobody will pay it
  --as NAME      the name to act as (default finance)
  --json         print {"reversals":[{"provider","reversalId","orderId",
                 "amountMinor","currency","reason","status","reversedAt"}]};
                 not with write-off
  --help         print this text

${clusterUsage}

examples:
  npx stoa reversals
  npx stoa reversals write-off paypal 5C84… --reason 'not reached'

exit status:
  0  nothing is due; with write-off: it is written off
  1  something is due; with write-off: the provider did not take it back, or it
     is the money of a dispute
  2  wrong arguments, or the platform is not running or does not answer`

const types = {
  reason: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  ...clusterOptions,
} as const

export interface Reversal {
  readonly provider: string
  readonly reversalId: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly reason: string
  readonly reversedAt: string
}
export type WriteOff = Pick<Reversal, 'provider' | 'reversalId' | 'reason'>
type Requests = Pick<Edge, 'request'>

/** What is to be written off; undefined for the list. Throws CannotRun when the arguments are wrong. */
export function writeOffOf(options: ReturnType<typeof parseOptions>): WriteOff | undefined {
  const [job, provider, reversalId, ...others] = options.positionals
  const reason = options.text('reason')
  if (job === undefined) {
    if (reason !== undefined) throw new CannotRun('--reason needs write-off')
    return undefined
  }
  if (job !== 'write-off' || !provider || !reversalId || others.length > 0 || !reason)
    throw new CannotRun('expected write-off PROVIDER REVERSAL --reason TEXT')
  return { provider, reversalId, reason }
}

/** Writes one off; 1 when the provider did not take it back, or a dispute did. */
export async function writeOff(edge: Requests, token: string, one: WriteOff): Promise<number> {
  const path = '/v1/reversals/write-off'
  const why = await tryChange(edge, { method: 'POST', path, token, body: JSON.stringify(one) })
  const { reversalId } = one
  printLine(why ? `${reversalId} is not written off: ${why}` : `${reversalId} is written off`)
  return why ? 1 : 0
}

/** Prints what is due; 1 when something is. */
export async function list(edge: Requests, token: string, asJson: boolean): Promise<number> {
  const request = { method: 'GET', path: '/v1/reversals?limit=1000', token } as const
  const answer = await requestJson<{ readonly reversals: readonly Reversal[] }>(edge, request)
  if (asJson) printLine(JSON.stringify(answer))
  else for (const one of answer.reversals) printLine(describe(one))
  return answer.reversals.length > 0 ? 1 : 0
}

const describe = (one: Reversal): string =>
  `${one.reversedAt} ${one.provider} ${one.reversalId} order ${one.orderId} ${one.amountMinor} ${one.currency} ${one.reason}`

async function run(args: readonly string[], open: OpenClusterEdge): Promise<number> {
  const options = parseOptions(args, types, { allowPositionals: true })
  const asked = writeOffOf(options)
  return withEdge(options, open, async (edge) => {
    const token = await edge.token(options.text('as') ?? 'finance', 'finance')
    return asked ? writeOff(edge, token, asked) : list(edge, token, options.flag('json'))
  })
}

export const reversalsCommand = (open: OpenClusterEdge): Command => ({
  name: 'reversals',
  summary: 'list captured money that a provider took back, or write it off',
  usage,
  run: (args) => run(args, open),
})
