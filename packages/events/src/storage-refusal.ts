import { ErrorCode, NatsError } from 'nats'

/** JetStream could not store: no resources, no storage, a failed write, not enabled. */
const refusalCodes = new Set([10023, 10028, 10039, 10047, 10076, 10077])

const isRefusal = (error: unknown): boolean =>
  error instanceof NatsError && refusalCodes.has(error.api_error?.err_code ?? 0)

const isTimeout = (error: unknown): boolean =>
  error instanceof NatsError && error.code === ErrorCode.Timeout

export interface RefusalChecks {
  /** Publishes the message that failed once more. */
  readonly publishAgain: () => Promise<unknown>
  /** Does the broker still answer on this connection? */
  readonly answers: () => Promise<boolean>
}

/**
 * Does a failed publication mean that the stream does not store? A stream whose write failed answers nothing, then
 * and until nats-server is restarted, while the connection goes on. A stream that was only late answers the next publication.
 */
export async function refusesToStore(
  error: unknown,
  { publishAgain, answers }: RefusalChecks,
): Promise<boolean> {
  if (isRefusal(error)) return true
  if (!isTimeout(error)) return false
  const second = await publishAgain().catch((again: unknown) => again)
  return isRefusal(second) || (isTimeout(second) && (await answers()))
}
