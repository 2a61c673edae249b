import { answersKeptHours, type Store } from '../state/store.ts'
import type { ObjectRow } from '../state/writer.ts'
import type { Webhook, Webhooks } from '../webhooks/send.ts'
import type { FaultRegistry, FaultRule, Operation, Target } from './faults.ts'

export interface Reply {
  readonly status: number
  /** JSON text, empty for none. */
  readonly body: string
  /** True when it is the saved answer of an earlier request with the same key. */
  readonly replayed?: boolean
}

export interface Outcome {
  readonly reply: Reply
  readonly rows?: readonly ObjectRow[]
  readonly webhooks?: readonly Webhook[]
  /** False for a refusal without effect (a bad request): the key may be used again for another request. */
  readonly saveAnswer?: boolean
}

/** One provider's wording of the errors that all providers have. */
export interface ProviderErrors {
  down(): Reply
  internal(): Reply
  keyInUse(): Reply
  keyOfAnother(): Reply
}

export interface Call {
  readonly target: Target
  readonly operation: Operation
  readonly errors: ProviderErrors
  /** Idempotency key, prefixed with the provider, and a hash of the request that used it. */
  readonly key?: string | undefined
  readonly fingerprint?: string
  /** How long its answer is repeated for the same key; absent: 24 hours. */
  readonly keptHours?: number
  /** Aborts when the caller has closed the connection. */
  readonly callerGone: () => AbortSignal
}

export interface PerformDeps {
  readonly now: () => Date
  readonly store: Store
  readonly faults: FaultRegistry
  readonly webhooks: Webhooks
  readonly inFlight: Set<string>
}

const longestHoldMs = 120_000

function holdAnswer(delayMs: number | undefined, callerGone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs ?? longestHoldMs)
    callerGone.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/**
 * One call to a provider: faults first, then the saved answer of the same key, then the work. Its effects are
 * written before the answer is sent, and stay when the answer is never sent.
 */
export async function perform(
  deps: PerformDeps,
  call: Call,
  work: (declined: FaultRule | undefined) => Outcome | Promise<Outcome>,
): Promise<Reply> {
  const { faults } = deps
  const { target, operation, errors } = call
  if (faults.hit(target, 'down', operation)) return errors.down()
  const failing = faults.hit(target, 'error5xx', operation)
  if (failing && !failing.made) return errors.internal()
  const reply = await carryOut(deps, call, work)
  return failing ? errors.internal() : reply
}

async function carryOut(
  deps: PerformDeps,
  call: Call,
  work: (declined: FaultRule | undefined) => Outcome | Promise<Outcome>,
): Promise<Reply> {
  const { store, inFlight } = deps
  const { errors, key } = call
  if (key === undefined) return answer(deps, call, await work(declineOf(deps, call)))

  if (inFlight.has(key)) return errors.keyInUse()
  inFlight.add(key)
  let held = true
  const release = () => {
    if (held) inFlight.delete(key)
    held = false
  }
  try {
    const before = await store.answerOf(key, keptSince(deps, call))
    if (before && before.fingerprint !== call.fingerprint) return errors.keyOfAnother()
    if (before) return { status: before.status, body: before.body, replayed: true }
    const outcome = await work(declineOf(deps, call))
    return await answer(deps, call, outcome, release)
  } finally {
    release()
  }
}

const keptSince = ({ now }: PerformDeps, { keptHours = answersKeptHours }: Call): Date =>
  new Date(now().getTime() - keptHours * 3_600_000)

const declineOf = ({ faults }: PerformDeps, { target, operation }: Call) =>
  faults.hit(target, 'decline', operation)

async function answer(
  deps: PerformDeps,
  call: Call,
  outcome: Outcome,
  written?: () => void,
): Promise<Reply> {
  const { store, faults, webhooks, now } = deps
  const { target, operation, key, fingerprint = '' } = call
  const { reply, rows = [], webhooks: sent = [], saveAnswer = true } = outcome
  if (rows.length > 0 || (key && saveAnswer))
    await store.write(
      rows,
      key && saveAnswer
        ? { key, fingerprint, status: reply.status, body: reply.body, createdAt: now() }
        : undefined,
    )
  written?.()
  for (const webhook of sent) {
    const slow = faults.hit(target, 'slow_webhook', operation)
    const twice = faults.hit(target, 'duplicate_webhook', operation)
    webhooks.send(webhook, { delayMs: slow ? (slow.delayMs ?? 5_000) : 0, times: twice ? 2 : 1 })
  }
  const late = saveAnswer && faults.hit(target, 'timeout', operation)
  if (late) await holdAnswer(late.delayMs, call.callerGone())
  return reply
}
