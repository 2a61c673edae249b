import { type Edge, requestJson } from '@stoa/load'
import { CannotRun } from '@stoa/topology'

export interface Difference {
  readonly provider: string
  /** The order, the provider's transaction, `payouts`, `fees` or `conversions`. */
  readonly subject: string
  readonly currency: string
  readonly reason: string
  readonly explained: boolean
  readonly ledgerMinor: number
  readonly providerMinor: number
}

/** An event of a provider that could not be recorded. */
export interface FailingEvent {
  readonly provider: string
  readonly eventId: string
  readonly type: string | null
  readonly reason: string
  readonly attempts: number
  readonly since: string
  /** Null after the last attempt. */
  readonly nextAttemptAt: string | null
}

/** What a provider captured of an order that another provider took, not given back yet. */
export interface Stray {
  readonly provider: string
  /** The provider's reference of the payment. */
  readonly paymentRef: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  /** Why the last request for its refund did not give it back. */
  readonly reason: string | null
  readonly requests: number
  readonly since: string
  /** Null after the last request. */
  readonly nextAttemptAt: string | null
}

interface State {
  readonly providers: readonly {
    readonly provider: string
    readonly comparedAt: string | null
    readonly failedAt: string | null
    readonly error: string | null
  }[]
  readonly explained: number
  readonly unexplained: number
  readonly differences: readonly Difference[]
  readonly failingEvents: readonly FailingEvent[]
  readonly strays: readonly Stray[]
}

/** What `stoa reconcile --json` prints. */
export type Reconciliation = Pick<
  State,
  'explained' | 'unexplained' | 'differences' | 'failingEvents' | 'strays'
> & {
  readonly providers: readonly { readonly provider: string; readonly comparedAt: string | null }[]
}

const path = '/v1/reconciliations'
const pollMs = 250

/** Whether each provider was compared since; throws when one could not be. */
export function isCompared({ providers }: State, requestedAt: string): boolean {
  const since = Date.parse(requestedAt)
  const reached = (at: string | null) => at !== null && Date.parse(at) >= since
  for (const { provider, failedAt, error } of providers)
    if (reached(failedAt)) throw new CannotRun(`${provider} could not be compared: ${error}`)
  return providers.length > 0 && providers.every(({ comparedAt }) => reached(comparedAt))
}

export interface ReconcileOptions {
  readonly withinSeconds?: number | undefined
  readonly timeoutMs: number
}

/** Has payments compare its ledger with each provider's own transactions. @throws CannotRun when that cannot be done in time */
export async function reconcile(
  edge: Edge,
  { withinSeconds, timeoutMs }: ReconcileOptions,
): Promise<Reconciliation> {
  const token = await edge.token('reconcile', 'finance')
  const body = JSON.stringify(withinSeconds === undefined ? {} : { withinSeconds })
  const request = { method: 'POST', path, token, body } as const
  const { requestedAt } = await requestJson<{ requestedAt: string }>(edge, request)
  const endMs = performance.now() + timeoutMs
  for (;;) {
    const state = await requestJson<State>(edge, { method: 'GET', path, token })
    if (isCompared(state, requestedAt)) {
      const { providers: _, ...compared } = state
      const providers = state.providers.map(({ provider, comparedAt }) => ({
        provider,
        comparedAt,
      }))
      return { providers, ...compared }
    }
    if (performance.now() > endMs)
      throw new CannotRun(`the providers were not compared within ${timeoutMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
