/**
 * Gauges whose values cost a query. A scrape starts the readings that are due, one after the other, and waits for them
 * for `waitMs` at most; scrapes at once share them. A reading is due `everyMs` after the last one, later when it took
 * long, so that it takes at most its share of one connection whatever the size of its table. While it runs its last values
 * stand, for some intervals at most; when it fails they go at once.
 */
export interface Reading<Value> {
  readonly gauges: readonly { clear(): void }[]
  readonly read: () => Promise<Value>
  /** Sets the gauges, which are empty by then. */
  readonly show: (value: Value) => void
  readonly everyMs?: number
  /** How much of one connection's time it may take, 0.02 by default; with 1 it is due `everyMs` after the last one. */
  readonly share?: number
}

const usualEveryMs = 5_000
const waitMs = 500
/** A reading that takes longer holds up no other one. */
const holdMs = 1_000
const usualShare = 0.02
const intervalsKept = 3

interface State extends Reading<unknown> {
  running: boolean
  intervalMs: number
  nextAtMs: number
  startedAtMs: number
}

const states = new Map<string, State>()
let refreshing: Promise<void> | undefined

/**
 * Sets gauges from a query at most every five seconds.
 *
 * @example
 * readGauges('open orders', {
 *   gauges: [openOrders],
 *   read: () => countOpen(db),
 *   show: (rows) => rows.forEach(({ status, count }) => openOrders.set({ status }, count)),
 * })
 */
export function readGauges<Value>(name: string, reading: Reading<Value>): void {
  const { everyMs: intervalMs = usualEveryMs } = reading
  states.set(name, {
    ...(reading as Reading<unknown>),
    ...{ running: false, intervalMs, nextAtMs: 0, startedAtMs: 0 },
  })
}

const clear = ({ gauges }: State) => {
  for (const gauge of gauges) gauge.clear()
}

const within = (ms: number, work: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void work.finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })

async function readOne(name: string, state: State): Promise<void> {
  const { read, show, everyMs = usualEveryMs, share = usualShare } = state
  state.startedAtMs = performance.now()
  state.running = true
  const isCurrent = () => states.get(name) === state
  const done = Promise.resolve()
    .then(read)
    .then((value) => {
      if (!isCurrent()) return
      clear(state)
      show(value)
    })
  const [outcome] = await Promise.allSettled([done])
  if (outcome.status === 'rejected' && isCurrent()) clear(state)
  const now = performance.now()
  state.running = false
  state.intervalMs = Math.max(everyMs, (now - state.startedAtMs) / share)
  state.nextAtMs = now + state.intervalMs
}

async function readDue(): Promise<void> {
  const now = performance.now()
  for (const [name, state] of states)
    if (!state.running && state.nextAtMs <= now) await within(holdMs, readOne(name, state))
}

/** Reads what is due; resolves when that is done or after half a second. */
export async function refreshReadings(): Promise<void> {
  refreshing ??= readDue().finally(() => {
    refreshing = undefined
  })
  await within(waitMs, refreshing)
  const now = performance.now()
  for (const state of states.values())
    if (state.running && now - state.startedAtMs > state.intervalMs * intervalsKept) clear(state)
}
