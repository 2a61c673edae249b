import { type Edge, type parseOptions, printLine, tryChange } from '@stoa/load'
import { CannotRun } from '@stoa/topology'

export interface Discard {
  readonly provider: string
  readonly eventId: string
  readonly reason: string
}

/** Which event is to be discarded; undefined for the comparison. Throws CannotRun when the arguments are wrong. */
export function discardOf(options: ReturnType<typeof parseOptions>): Discard | undefined {
  const [job, provider, eventId, ...others] = options.positionals
  const reason = options.text('reason')
  if (job === undefined) {
    if (reason !== undefined) throw new CannotRun('--reason needs discard')
    return undefined
  }
  if (job !== 'discard' || !provider || !eventId || others.length > 0 || !reason)
    throw new CannotRun('expected discard PROVIDER EVENT --reason TEXT')
  return { provider, eventId, reason }
}

/** Discards a failing event; 1 when there is none under this id. */
export async function discard(
  edge: Pick<Edge, 'request'>,
  token: string,
  one: Discard,
): Promise<number> {
  const path = '/v1/reconciliations/failing-events/discard'
  const why = await tryChange(edge, { method: 'POST', path, token, body: JSON.stringify(one) })
  printLine(why ? `${one.eventId} is not discarded: ${why}` : `${one.eventId} is discarded`)
  return why ? 1 : 0
}
