interface Options {
  readonly maxItems: number
  /** How long the first of a batch waits for company, when the last one did not wait in vain. */
  readonly lingerMs: number
  /** The same when the last batch was large: every batch less is work less. */
  readonly busyLingerMs: number
  /** Batches under way at once; while all are, the next one grows. */
  readonly maxRunning: number
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

const busyFromItems = 7

/** A lone item waits no longer than this: long enough to notice that it is not alone. */
const lookAroundMs = 1

/** Turns single calls into batches: `run` answers a result for each item, in their order. */
export function coalesce<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { maxItems, lingerMs, busyLingerMs, maxRunning }: Options,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined
  let due = false
  let last = 1

  const linger = () => {
    if (timer !== undefined || due) return
    timer = setTimeout(
      () => {
        timer = undefined
        due = true
        start()
      },
      last >= busyFromItems ? busyLingerMs : last > 1 ? lingerMs : lookAroundMs,
    )
  }
  const start = () => {
    while (running < maxRunning && waiting.length > 0 && (due || waiting.length >= maxItems)) {
      const batch = waiting.slice(0, maxItems)
      waiting = waiting.slice(maxItems)
      last = batch.length
      due = false
      running += 1
      void settle(batch).finally(() => {
        running -= 1
        start()
      })
    }
    if (waiting.length > 0) linger()
  }
  const settle = async (batch: readonly Waiting<Item, Result>[]) => {
    try {
      const results = await run(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Result)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (waiting.length >= maxItems) start()
      else linger()
    })
}
