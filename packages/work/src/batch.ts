import { currentSpan, inContexts } from '@stoa/service'
import { fixedLinger, type Linger } from './linger.ts'

export interface BatchOptions {
  readonly maxItems: number
  /** How long the first item waits for more: milliseconds, or a policy such as `adaptiveLinger`. */
  readonly linger: number | Linger
  /** Batches that may run at once (1 unless given); while that many do, the next batch grows. */
  readonly maxRunning?: number
  /**
   * For which errors a batch of several is run again in halves, so that one bad item fails alone.
   * Only for a `run` that has no effect when it throws, such as one transaction.
   */
  readonly splitOn?: (error: unknown) => boolean
}

export interface Batch<Item, Result> {
  /** Resolves with this item's result once its batch has run; rejects with the error that failed it. */
  add(item: Item): Promise<Result>
  /** Runs what is waiting without lingering; resolves like `settled`. */
  flush(): Promise<void>
  /** Resolves when every item added so far has its result or its error; never rejects. */
  settled(): Promise<void>
}

/** Returns one result for each item, in their order; an `Error` fails that item alone. Nothing: all went well. */
export type RunBatch<Item, Result> = (
  items: readonly Item[],
) => Promise<readonly (Result | Error)[] | undefined>

interface Waiting<Item, Result> {
  readonly item: Item
  /** The span of the work that added it. */
  readonly span: ReturnType<typeof currentSpan>
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Micro-batching: turns single calls into batches and gives each caller its own result. A batch runs for the traces of all its
 * callers.
 *
 *     const saves = batch<Row, undefined>(async (rows) => void (await insertRows(db, rows)), {
 *       maxItems: 256,
 *       linger: 60,
 *       splitOn: (error) => !isTransient(error),
 *     })
 *     await saves.add(row)
 */
export function batch<Item, Result>(
  run: RunBatch<Item, Result>,
  { maxItems, linger, maxRunning = 1, splitOn = () => false }: BatchOptions,
): Batch<Item, Result> {
  const lingering = typeof linger === 'number' ? fixedLinger(linger) : linger
  let waiting: Waiting<Item, Result>[] = []
  let timer: NodeJS.Timeout | undefined
  let due = false
  // Items are numbered in the order they come: these are how far each stage has got.
  let added = 0
  let started = 0
  let flushedUpTo = 0
  const running = new Set<number>()
  let observers: { readonly upTo: number; readonly resolve: () => void }[] = []

  const startTimer = () => {
    if (timer !== undefined || due) return
    timer = setTimeout(() => {
      timer = undefined
      due = true
      startBatches()
    }, lingering.ms())
  }

  const mayStart = () => due || waiting.length >= maxItems || started < flushedUpTo

  const startBatches = () => {
    while (waiting.length > 0 && running.size < maxRunning && mayStart()) {
      const items = waiting.slice(0, maxItems)
      waiting = waiting.slice(maxItems)
      clearTimeout(timer)
      timer = undefined
      due = false
      const first = started
      started += items.length
      running.add(first)
      lingering.started(items.length)
      void settle(items).then(() => {
        running.delete(first)
        notifyObservers()
        startBatches()
      })
    }
    if (waiting.length > 0) startTimer()
  }

  const settle = async (items: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await inContexts(
        items.flatMap(({ span }) => span ?? []),
        () => run(items.map(({ item }) => item)),
      )
      items.forEach(({ resolve, reject }, index) => {
        const result = results?.[index]
        if (result instanceof Error) reject(result)
        else resolve(result as Result)
      })
    } catch (error) {
      if (items.length > 1 && splitOn(error)) {
        const half = Math.ceil(items.length / 2)
        await settle(items.slice(0, half))
        await settle(items.slice(half))
      } else for (const { reject } of items) reject(error)
    }
  }

  const notifyObservers = () => {
    if (observers.length === 0) return
    const settledUpTo = Math.min(started, ...running)
    for (const { upTo, resolve } of observers) if (upTo <= settledUpTo) resolve()
    observers = observers.filter(({ upTo }) => upTo > settledUpTo)
  }

  const settled = () =>
    new Promise<void>((resolve) => {
      observers.push({ upTo: added, resolve })
      notifyObservers()
    })

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        added += 1
        waiting.push({ item, span: currentSpan(), resolve, reject })
        if (waiting.length >= maxItems) startBatches()
        else startTimer()
      }),
    flush() {
      flushedUpTo = added
      startBatches()
      return settled()
    },
    settled,
  }
}
