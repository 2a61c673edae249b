import type { MessageDefinition } from '@stoa/contracts'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { type Bus, type Delivery, outboxIdHeader, type Pull } from './bus.ts'
import type { Consumers, Handler } from './consumers.ts'
import { replayDeadLetters } from './dead-letters.ts'
import { bury, type HandleDeps, handleBatch } from './handle.ts'
import { countDeadLetters, pruneInbox } from './inbox-store.ts'
import { batchSize, consumerMetrics, processDuration } from './metrics.ts'
import { type Received, type Unreadable, unpack } from './received.ts'
import { spansOf } from './spans.ts'
import { type EventTables, eventsDb } from './tables.ts'

export interface RunningConsumers {
  /** Ends the batch at work and takes no other. */
  stop(): Promise<void>
}

export interface ConsumeOptions<Tables extends EventTables> {
  readonly db: Db<Tables>
  readonly bus: Bus
  readonly log: Log
  /** Which stream carries which of the subjects that the consumers name. */
  readonly streams: Readonly<Record<string, readonly string[]>>
  /** How long a batch waits for company while events keep coming; what may be late may be cheap. */
  readonly lingerMs?: number
}

const maxEvents = 256
/** After a batch of this size others are on their way: waiting for them makes one transaction of many. A full one shows that they have come. */
const busyFromEvents = 4
const usualLingerMs = 30
const deadLetterPollMs = 2_000
const pruneEveryMs = 60_000
const pauseMs = (attempt: number) => Math.min(5_000, 50 * 2 ** Math.min(attempt, 10))

/** Pulls from every stream into one queue and handles it in batches as large as what has come. */
export async function startConsumers<Tables extends EventTables>(
  consumers: Consumers,
  { db, bus, log, streams, lingerMs = usualLingerMs }: ConsumeOptions<Tables>,
): Promise<RunningConsumers> {
  const definitions = new Map<string, MessageDefinition>()
  const handlers = new Map<string, Handler>()
  for (const { definitions: heard, handle } of consumers)
    for (const definition of heard) {
      definitions.set(definition.type, definition)
      handlers.set(definition.type, handle)
    }

  const stopping = Promise.withResolvers<false>()
  let stopped = false
  const deps: HandleDeps = {
    db: eventsDb(db),
    log,
    pause: (attempt) =>
      Promise.race([
        new Promise<true>((resolve) => setTimeout(() => resolve(true), pauseMs(attempt))),
        stopping.promise,
      ]),
  }

  let queue: Delivery[] = []
  let wake: (() => void) | undefined
  const take = (delivery: Delivery) => {
    queue.push(delivery)
    wake?.()
    wake = undefined
  }

  const handleAll = async (batch: readonly Received[]): Promise<boolean> => {
    for (const [handle, items] of Map.groupBy(batch, ({ message }) => handlers.get(message.type))) {
      if (!handle) continue
      const ended = processDuration.startTimer()
      batchSize.observe(items.length)
      const spans = spansOf(items, bus.service)
      const done = await handleBatch(deps, handle, spans.items)
      spans.end(done)
      ended()
      if (!done) return false
    }
    return true
  }

  let busy = false
  const work = async () => {
    while (!stopped) {
      if (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      if (busy) await new Promise((resolve) => setTimeout(resolve, lingerMs))
      const taken: Delivery[] = []
      const batch: Received[] = []
      for (const delivery of queue) {
        if (batch.length >= maxEvents) break
        taken.push(delivery)
        const id = delivery.headers?.get(outboxIdHeader) || `${delivery.subject}@${delivery.seq}`
        const { items, unreadable } = unpack(id, delivery.string(), definitions)
        for (const item of items) batch.push(item)
        for (const dead of unreadable) await buryUntilDone(deps, dead, delivery.subject)
      }
      queue = queue.slice(taken.length)
      busy = batch.length >= busyFromEvents && batch.length < maxEvents
      if (await handleAll(batch)) for (const delivery of taken) delivery.ack()
    }
  }

  const pulls = Object.entries(streams).map(([stream, subjects]) =>
    keepPulling({ bus, log, stream, subjects, take, stopped: () => stopped, pause: deps.pause }),
  )
  consumerMetrics({
    streams: Object.keys(streams),
    pending: bus.pending,
    deadLetters: () => countDeadLetters(deps.db),
  })
  const pruning = setInterval(
    () => void pruneInbox(deps.db).catch((err) => log.warn({ err }, 'the inbox was not pruned')),
    pruneEveryMs,
  )
  const deadLetters = setInterval(
    () =>
      void replayDeadLetters(deps, definitions, handleAll).catch((err) =>
        log.warn({ err }, 'dead letters'),
      ),
    deadLetterPollMs,
  )
  const working = work()

  return {
    async stop() {
      stopped = true
      stopping.resolve(false)
      clearInterval(deadLetters)
      clearInterval(pruning)
      wake?.()
      await Promise.all(pulls.map(async (pull) => (await pull).stop()))
      await working
    },
  }
}

async function buryUntilDone(deps: HandleDeps, dead: Unreadable, subject: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await bury(deps, { ...dead, subject, attempts: 1 })
    } catch (err) {
      deps.log.warn({ err }, 'burial failed')
      if (!(await deps.pause(attempt))) return
    }
  }
}

interface Keep {
  readonly bus: Bus
  readonly log: Log
  readonly stream: string
  readonly subjects: readonly string[]
  readonly take: (delivery: Delivery) => void
  readonly stopped: () => boolean
  readonly pause: (attempt: number) => Promise<boolean>
}

/** Makes the consumer and pulls; begins again whenever the broker forgot it. */
async function keepPulling(keep: Keep): Promise<Pull> {
  const { bus, log, stream, subjects, take } = keep
  let current: Pull | undefined
  const begin = async () => {
    for (let attempt = 1; !keep.stopped(); attempt += 1) {
      try {
        await bus.ensureConsumer(stream, subjects)
        current = await bus.pull(stream, take, again)
        return
      } catch (error) {
        if (attempt % 20 === 5) log.warn({ err: error, stream }, 'no consumer yet; asking again')
        await keep.pause(attempt)
      }
    }
  }
  const again = () => {
    log.warn({ stream }, 'the consumer is gone; making it again')
    void current?.stop().catch(() => undefined)
    void begin()
  }
  void begin()
  return { stop: async () => current?.stop() }
}
