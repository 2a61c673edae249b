import { CannotRun } from '@stoa/topology'
import type { Edge } from '../edge/edge.ts'
import { tryChange } from '../edge/try-change.ts'
import { type parseOptions, printLine } from '../options.ts'

export interface Closing {
  readonly entryReference: string
  readonly bookedOn?: string
  readonly amountMinor?: number
  readonly reason: string
}

/** What `--close` asks for; undefined without it. Throws CannotRun when its options do not fit. */
export function closingOf(
  options: Pick<ReturnType<typeof parseOptions>, 'text'>,
): Closing | undefined {
  const [entryReference, reason] = [options.text('close'), options.text('reason')]
  const [bookedOn, amount] = [options.text('booked-on'), options.text('amount-minor')]
  if (entryReference === undefined) {
    if (reason ?? bookedOn ?? amount)
      throw new CannotRun('--reason, --booked-on and --amount-minor need --close')
    return undefined
  }
  if (!reason) throw new CannotRun('--close needs --reason: why the entry is not booked')
  const amountMinor = amount === undefined ? undefined : Number(amount)
  if (amountMinor !== undefined && !Number.isSafeInteger(amountMinor))
    throw new CannotRun(`--amount-minor: expected minor units such as 1250, found ${amount}`)
  return {
    ...{ entryReference, reason },
    ...(bookedOn && { bookedOn }),
    ...(amountMinor !== undefined && { amountMinor }),
  }
}

/** Takes an unmatched entry off the list; 1 when it is not there, or several are. */
export async function closeEntry(
  edge: Pick<Edge, 'request'>,
  token: string,
  closing: Closing,
): Promise<number> {
  const { entryReference } = closing
  const why = await tryChange(edge, {
    ...{ method: 'POST', path: '/v1/bank-entries/close', token, body: JSON.stringify(closing) },
  })
  printLine(why ? `${entryReference} is not closed: ${why}` : `${entryReference} is closed`)
  return why ? 1 : 0
}
