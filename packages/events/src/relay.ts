import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Bus } from './bus.ts'
import { classifyBusError } from './bus-errors.ts'
import { relayMetrics, streamLosses } from './metrics.ts'
import { leftToScan, type Outbox, type OutboxRow } from './outbox.ts'
import { createOutboxStore, scanLimit } from './outbox-store.ts'
import { endPublishSpans } from './publish-span.ts'
import { collectMarks, type Mark } from './published-marks.ts'
import { collectRefusals } from './refusals.ts'
import { watchStream } from './stream-storage.ts'
import { type EventTables, eventsDb } from './tables.ts'
import type { Topology } from './topology.ts'

export interface RelayOptions<Tables extends EventTables> {
  readonly db: Db<Tables>
  readonly bus: Bus
  readonly log: Log
  readonly outbox: Outbox
  /** The stream that this service alone publishes to, and its message types. */
  readonly topology: Pick<Topology, 'stream' | 'publishes'>
}

export interface Relay {
  /** Publishes the rows in its queue, then stops; all others stay in the outbox. */
  stop(): Promise<void>
  /** Whether the broker answers but does not store what is published to the stream. */
  storageRefused(): boolean
}

const window = 256
/** Committed rows beyond this wait in the outbox alone; the scan brings them once there is room. */
const queueLimitBytes = 32 * 1024 * 1024
const scanEveryMs = 2_000
const reconcileEveryScans = 3
const pruneEveryScans = 30
/** Younger rows are most likely in the queue already. */
const scanAfterMs = 3_000

/**
 * Publishes every committed outbox row. It is told of most rows right after their commit; a scan finds the others, after a
 * crash, a full queue or an unavailable broker. On every connection it compares the stream with what was recorded and
 * publishes again what the broker has lost.
 */
export function startRelay<Tables extends EventTables>(options: RelayOptions<Tables>): Relay {
  const { bus, log, outbox } = options
  const { stream, publishes: subjects } = options.topology
  const store = createOutboxStore(eventsDb(options.db), stream)
  relayMetrics(store)

  const queue: OutboxRow[] = []
  let queuedBytes = 0
  let scanFoundAll = true
  const held = new Set<string>()
  let epoch: number | undefined
  let stopped = false
  let wake: (() => void) | undefined

  const poke = () => {
    wake?.()
    wake = undefined
  }
  const take = (rows: readonly OutboxRow[]) => {
    for (const row of rows) {
      if (queuedBytes > queueLimitBytes) endPublishSpans(row, leftToScan)
      if (queuedBytes > queueLimitBytes || held.has(row.id)) continue
      held.add(row.id)
      queue.push(row)
      queuedBytes += row.payload.length
    }
    poke()
  }

  const reconcile = async () => {
    epoch = undefined
    const lastPublished = await store.lastPublished()
    const state = await bus.ensureStream(stream, subjects)
    const known = await store.reconcile(state, lastPublished)
    if (known.again > 0)
      log.warn({ stream, rows: known.again }, 'the stream lost messages; publishing them again')
    epoch = known.epoch
    streamLosses.set(Number(known.epoch))
  }

  const marks = collectMarks({
    write: store.markPublished,
    settled: (done) => {
      for (const { id } of done) held.delete(id)
    },
    log,
  })

  const storage = watchStream({ bus, log, stream })
  const refusals = collectRefusals(log)

  const publish = async (rows: readonly OutboxRow[], under: number) => {
    const results = await Promise.allSettled(
      rows.map((row) => bus.publish(row.subject, row.id, row.payload)),
    )
    const acknowledged: Mark[] = []
    const failures: { readonly row: OutboxRow; readonly error: unknown }[] = []
    for (const [index, row] of rows.entries()) {
      const result = results[index]
      endPublishSpans(row, result?.status === 'rejected' ? leftToScan : undefined)
      if (result?.status === 'fulfilled') acknowledged.push({ id: row.id, seq: result.value.seq })
      else if (classifyBusError(result?.reason) === 'permanent') refusals.add(row, result?.reason)
      else failures.push({ row, error: result?.reason })
    }
    marks.add(acknowledged, under)
    for (const { row } of failures) held.delete(row.id)
    const [failure] = failures
    if (!failure) return storage.stored()
    await storage.failed(failure.error, failure.row)
    throw failure.error
  }

  const readyOrDrop = async (rows: readonly OutboxRow[]) => {
    try {
      await reconcile()
    } catch (error) {
      for (const row of rows) {
        held.delete(row.id)
        endPublishSpans(row, leftToScan)
      }
      throw error
    }
  }

  const work = async () => {
    while (!stopped || queue.length > 0) {
      if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      const rows = queue.splice(0, storage.refused() ? 1 : window)
      if (rows.length === 0) continue
      for (const { payload } of rows) queuedBytes -= payload.length
      try {
        if (epoch === undefined) await readyOrDrop(rows)
        await publish(rows, epoch ?? 0)
      } catch (error) {
        epoch = undefined
        log.warn(
          { err: error, rows: rows.length },
          'publishing failed; the scan finds the messages again',
        )
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
      if (stopped && epoch === undefined) return
      if (queue.length === 0 && !scanFoundAll && !stopped) void marks.flush().then(scanNow)
    }
  }

  let scans = 0
  const scan = async () => {
    if (epoch === undefined) await reconcile()
    const pending = await store.pending(epoch === 0 && scans === 0 ? 0 : scanAfterMs)
    scanFoundAll = pending.length < scanLimit
    take(pending)
    if (scans++ % reconcileEveryScans === 0) await reconcile()
    if (scans % pruneEveryScans !== 0) return
    for (const id of refusals.take()) held.delete(id)
    await store.prune()
  }
  let scanning = Promise.resolve()
  const scanNow = () => {
    scanning = scanning
      .then(scan)
      .catch((error) => log.warn({ err: error }, 'scanning the outbox failed; trying again in 2 s'))
  }
  const timer = setInterval(scanNow, scanEveryMs)
  bus.onReconnect(scanNow)
  outbox.onCommitted(take)
  scanNow()
  const working = work()

  return {
    storageRefused: storage.refused,
    async stop() {
      outbox.onCommitted(undefined)
      clearInterval(timer)
      await scanning
      stopped = true
      poke()
      await working
      for (const row of queue) endPublishSpans(row, leftToScan)
      await marks.flush()
    },
  }
}
