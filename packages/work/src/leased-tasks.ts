import { inContexts, type Log, parseTraceparent } from '@stoa/service'
import { measureTasks, type TaskOutcome, taskOutcomes } from './metrics.ts'

export interface LeasedTasksOptions<Task, Result> {
  /** Says in metrics and logs which tasks these are, such as `payments`. */
  readonly name: string
  readonly log: Log
  /** How long a claimed task is ours. Shorter than half of `deadlineMs`. */
  readonly leaseMs: number
  /** The shortest deadline of a process that waits for one of these tasks. */
  readonly deadlineMs: number
  /** Tasks under way at once. */
  readonly concurrency: number
  readonly pollMs: number
  /** Leases up to `limit` due tasks for `leaseMs` from now, with a new fencing token in each. */
  readonly claim: (limit: number, leaseMs: number) => Promise<readonly Task[]>
  /** Does a task, outside any transaction. `leftMs` tells how much time is left to do it in. */
  readonly run: (task: Task, leftMs: () => number) => Promise<Result>
  /** The time that `run` takes at worst before it asks `leftMs`: with less left, a task is not begun. */
  readonly neededMs: (task: Task) => number
  /**
   * Applies a result in a transaction that finds the task's fencing token unchanged, and sets when the task is due
   * again if it is not done. `stale`: the token had changed, nothing was applied. Usually `batch(…).add`.
   */
  readonly apply: (result: Result, task: Task) => Promise<'applied' | 'stale'>
  /** How long the task that is due longest has been due, for the metric; 0 when none is. */
  readonly oldestDueSeconds: () => Promise<number>
  /** The `traceparent` of the work that made the task; it runs and is applied in that trace. */
  readonly traceOf?: (task: Task) => string | null | undefined
  /** Names a task in a log line. */
  readonly fieldsOf: (task: Task) => object
}

export interface LeasedTasks<Task> {
  /**
   * Begins tasks whose lease was just committed, without waiting for the poll. `leasedAtMs` is `performance.now()`
   * from before the transaction that leased them. Tasks that find no room are claimed when their lease expires.
   */
  begin(tasks: readonly Task[], leasedAtMs: number): void
  /** Claims due tasks now, without waiting for the poll. */
  claimNow(): void
  /** Resolves when no task is being claimed, waiting or under way here. */
  settled(): Promise<void>
  /** Claims and begins nothing more; resolves when what is under way has been applied. */
  stop(): Promise<void>
}

/** A result is applied shortly after it is there: this share of the lease is kept for it. */
const applyShare = 0.05
const maxWaiting = 5_000

interface Held<Task> {
  readonly task: Task
  readonly untilMs: number
}

/**
 * Work outside a transaction that no crash may lose: calling a payment provider or a carrier, sending an e-mail.
 *
 * A task is a row with `due_at` and a fencing token. The transaction that makes the task leases it to this process
 * (`due_at` = now + `leaseMs`, a new token) and hands it over with `begin` once it is committed. Whatever a crash, a
 * stopped process or a full queue leaves is due again when its lease expires; every replica polls for such tasks.
 *
 * A lease can expire while its holder still works on the task, so that two workers do it. Therefore `run` must be
 * safe to do twice (an idempotency key, or look before acting), and `apply` must drop a result whose token is no
 * longer the row's.
 *
 *     const emails = startLeasedTasks<Email, Sent>({
 *       ...{ name: 'emails', log, leaseMs: 20_000, deadlineMs: 60_000, concurrency: 32, pollMs: 1_000 },
 *       claim: (limit, leaseMs) => claimEmails(db, limit, leaseMs),
 *       run: (email) => smtp.send(email),
 *       neededMs: () => smtpTimeoutMs,
 *       apply: batch(applySent, { maxItems: 256, linger: 60 }).add,
 *       oldestDueSeconds: () => oldestDueEmail(db),
 *       fieldsOf: ({ emailId }) => ({ emailId }),
 *     })
 */
export function startLeasedTasks<Task, Result>(
  options: LeasedTasksOptions<Task, Result>,
): LeasedTasks<Task> {
  const { name, log, leaseMs, deadlineMs, concurrency, pollMs } = options
  if (leaseMs * 2 >= deadlineMs)
    throw new RangeError(
      `${name}: leaseMs must be less than half of deadlineMs (${deadlineMs}), found ${leaseMs}`,
    )
  let waiting: Held<Task>[] = []
  let running = 0
  let stopped = false
  let mayBeMore = false
  let claiming: Promise<void> | undefined
  let claimAgain = false
  let observers: (() => void)[] = []

  const room = () => concurrency - running - waiting.length
  const count = (outcome: TaskOutcome) => taskOutcomes.inc({ tasks: name, outcome })
  const endOf = (leasedAtMs: number) => leasedAtMs + leaseMs * (1 - applyShare)

  const work = async ({ task, untilMs }: Held<Task>): Promise<void> => {
    let result: Result
    try {
      result = await options.run(task, () => untilMs - performance.now())
    } catch (err) {
      count('failed')
      const fields = { err, tasks: name, ...options.fieldsOf(task) }
      return log.error(fields, 'a task failed; it is done again when its lease expires')
    }
    try {
      count(await options.apply(result, task))
    } catch (err) {
      count('not_written')
      const fields = { err, tasks: name, ...options.fieldsOf(task) }
      log.warn(fields, "a task's result was not written; it is done again when its lease expires")
    }
  }

  /** Whatever was current when the task was begun has nothing to do with it. */
  const inTraceOf = <Done>(task: Task, done: () => Done): Done => {
    const span = parseTraceparent(options.traceOf?.(task))
    return inContexts(span ? [span] : [], done)
  }

  const beginWaiting = () => {
    while (!stopped && running < concurrency) {
      const next = waiting.shift()
      if (!next) break
      if (next.untilMs - performance.now() < options.neededMs(next.task)) {
        count('expired')
        continue
      }
      running += 1
      void inTraceOf(next.task, () => work(next)).finally(() => {
        running -= 1
        beginWaiting()
        if (mayBeMore && room() >= concurrency / 2) claimNow()
      })
    }
    if (running > 0 || waiting.length > 0) return
    for (const resolve of observers) resolve()
    observers = []
  }

  const hold = (tasks: readonly Task[], leasedAtMs: number) => {
    const untilMs = endOf(leasedAtMs)
    for (const task of tasks) waiting.push({ task, untilMs })
    beginWaiting()
  }

  const claim = async (): Promise<void> => {
    const limit = room()
    if (limit <= 0 || stopped) return
    const leasedAtMs = performance.now()
    const tasks = await options.claim(limit, leaseMs)
    mayBeMore = tasks.length >= limit
    hold(tasks, leasedAtMs)
  }
  const claimUntilDone = async (): Promise<void> => {
    do {
      claimAgain = false
      await claim().catch((err) =>
        log.warn({ err, tasks: name, pollMs }, 'claiming due tasks failed; the next poll retries'),
      )
    } while (claimAgain)
  }
  const claimNow = () => {
    claimAgain = true
    claiming ??= claimUntilDone().finally(() => {
      claiming = undefined
    })
  }

  const timer = setInterval(claimNow, pollMs)
  const unmeasure = measureTasks(name, {
    running: () => running,
    waiting: () => waiting.length,
    oldestDueSeconds: options.oldestDueSeconds,
  })

  const settled = async () => {
    await claiming
    await new Promise<void>((resolve) => {
      observers.push(resolve)
      beginWaiting()
    })
  }

  return {
    begin(tasks, leasedAtMs) {
      if (!stopped) hold(tasks.slice(0, Math.max(0, maxWaiting - waiting.length)), leasedAtMs)
    },
    claimNow,
    settled,
    async stop() {
      stopped = true
      clearInterval(timer)
      await claiming
      waiting = []
      await settled()
      unmeasure()
    },
  }
}
