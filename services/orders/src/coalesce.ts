interface Options {
  readonly maxItems: number
  /** How long the first of a batch waits for company, when the last one did not wait in vain. */
  readonly lingerMs: number
  /** How long a batch waits while calls come fast: every batch less is work less. */
  readonly busyLingerMs: number
  readonly busyFromPerSecond: number
  /** Batches under way at once; while all are, the next one grows. */
  readonly maxRunning: number
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** A lone item waits no longer than this: long enough to notice that it is not alone. */
const lookAroundMs = 1

/** Turns single calls into batches: `run` answers a result for each item, in their order. */
export function coalesce<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { maxItems, lingerMs, busyLingerMs, busyFromPerSecond, maxRunning }: Options,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined
  let due = false
  let last = 1
  const rate = measureRate()

  const lingerNow = () => {
    if (rate.perSecond >= busyFromPerSecond) return busyLingerMs
    return last > 1 ? lingerMs : lookAroundMs
  }
  const linger = () => {
    if (timer !== undefined || due) return
    timer = setTimeout(() => {
      timer = undefined
      due = true
      start()
    }, lingerNow())
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
      rate.count()
      waiting.push({ item, resolve, reject })
      if (waiting.length >= maxItems) start()
      else linger()
    })
}

const windowMs = 250

/** How often `count` is called. */
function measureRate() {
  let sinceMs = performance.now()
  let counted = 0
  let perSecond = 0
  return {
    get perSecond() {
      return perSecond
    },
    count() {
      counted += 1
      const elapsedMs = performance.now() - sinceMs
      if (elapsedMs < windowMs) return
      perSecond = (counted * 1000) / elapsedMs
      sinceMs += elapsedMs
      counted = 0
    },
  }
}
