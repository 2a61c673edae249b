export interface Replacement {
  readonly cancelled: AbortSignal
  readonly withinMs: number
  /** Whether the new process is ready; ends without it once the signal is aborted. */
  attempt(cancelled: AbortSignal): Promise<boolean>
}

export type ReplacementEnd = 'ready' | 'cancelled' | 'late' | 'failed'

/** Tries a replacement until it ends, is cancelled, or has taken too long. Throws as `attempt` does. */
export async function replaceInTime({
  cancelled,
  withinMs,
  attempt,
}: Replacement): Promise<ReplacementEnd> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), withinMs)
  try {
    if (await attempt(AbortSignal.any([cancelled, late.signal]))) return 'ready'
    if (cancelled.aborted) return 'cancelled'
    return late.signal.aborted ? 'late' : 'failed'
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the promise is fulfilled before the signal is aborted. */
export async function settledWithin(
  promise: Promise<void>,
  cancelled: AbortSignal,
): Promise<boolean> {
  const aborted = new Promise<boolean>((resolve) => {
    cancelled.addEventListener('abort', () => resolve(false), { once: true })
    if (cancelled.aborted) resolve(false)
  })
  return Promise.race([promise.then(() => true), aborted])
}
