import { definitionOf } from '@stoa/contracts'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { buryUnreadable } from './bury.ts'
import { type Bus, deliveryTimes } from './bus.ts'
import { createDispatch, type Dispatch, type Route } from './dispatch.ts'
import { type HandleDeps, type Handler, outlast } from './handle.ts'
import { countDeadLetters, estimateInbox, pruneInbox } from './inbox-store.ts'
import { createIntake, type Held, type Intake, messageIdOf } from './intake.ts'
import { consumerMetrics, expectTypes, redelivered } from './metrics.ts'
import { countParked } from './parked-store.ts'
import { startPulling } from './pulling.ts'
import { type Received, unpack } from './received.ts'
import { type Retries, retryOnce } from './retries.ts'
import { type StopSignal, stopSignal } from './stop-signal.ts'
import { type EventTables, eventsDb } from './tables.ts'
import type { Handlers, Topology } from './topology.ts'

export interface RunningConsumers {
  /** Finishes the batch under way and starts no other. */
  stop(): Promise<void>
}

export interface ConsumeOptions<Tables extends EventTables> {
  readonly db: Db<Tables>
  readonly bus: Bus
  readonly log: Log
  /** How long a batch waits for more events while they keep coming. Latency-tolerant consumers may use more. */
  readonly lingerMs?: number
  /** Seconds before each retry of an event that failed. After the last one it moves to the dead letters. */
  readonly retryAfterSeconds?: readonly number[]
}

const maxEvents = 256
/** After a batch of this size more events are likely: waiting for them saves transactions. A full batch has no need to wait. */
const busyFromEvents = 4
const usualLingerMs = 30
/** A minute in all: long enough for a fault that passes, short enough for the events that wait behind one that stays. */
const usualRetries = [0.5, 1, 2, 4, 8, 15, 30]
const retryEveryMs = 500
/** How much longer it pauses between retries than they took. */
const retryPauses = 9
const pruneEveryMs = 60_000
const extendEveryMs = deliveryTimes.ackWaitMs / 3
const roomPollMs = 100

/**
 * Handles the messages that the service's topology says it consumes. It compiles with a handler for each of them alone.
 *
 * @example
 * const consumers = startConsumers(topology, { 'inventory.reserve': reserve, 'inventory.release': release }, { db, bus, log })
 */
export const startConsumers = <Tables extends EventTables, const Of extends Topology>(
  topology: Of,
  handlers: Handlers<Of>,
  options: ConsumeOptions<Tables>,
): RunningConsumers =>
  consume(topology.consumes, Object.entries<Handler>(handlers as never).map(routeOf), options)

function routeOf([type, handle]: [string, Handler]): Route {
  const definition = definitionOf(type)
  if (!definition) throw new Error(`no contract defines the message type ${type}`)
  return { definition, handle }
}

/** Pulls from every stream into one intake and handles it in batches as large as what has come. */
export function consume<Tables extends EventTables>(
  streams: Topology['consumes'],
  routes: readonly Route[],
  options: ConsumeOptions<Tables>,
): RunningConsumers {
  const { bus, log, lingerMs = usualLingerMs, retryAfterSeconds = usualRetries } = options
  const stopping = stopSignal()
  const deps: HandleDeps = {
    ...{ db: eventsDb(options.db), log, retryAfterSeconds },
    pause: stopping.pause,
  }
  const dispatch = createDispatch(deps, routes, bus.service)
  const intake = createIntake()
  const worker = startWorker({ deps, intake, dispatch, stopping, lingerMs })

  const mayPull = async () => {
    while (!intake.hasRoom() || worker.isStuck())
      if (!(await stopping.sleep(roomPollMs))) return false
    return !stopping.stopped()
  }
  const pulls = Object.entries(streams).map(([stream, subjects]) =>
    startPulling({
      ...{ bus, log, stream, subjects, mayPull, pause: stopping.pause },
      take(delivery) {
        if (delivery.redelivered) redelivered.inc({ messaging_stream: stream })
        intake.add(stream, delivery)
      },
    }),
  )
  expectTypes(dispatch.definitions.keys())
  consumerMetrics({
    streams: Object.keys(streams),
    pending: bus.pending,
    deadLetters: () => countDeadLetters(deps.db),
    parked: () => countParked(deps.db),
    inbox: () => estimateInbox(deps.db),
  })
  const every = (ms: number, task: string, work: () => Promise<unknown>) =>
    repeat(stopping, ms, () =>
      work().catch((err) => log.warn({ err }, `${task} failed; trying again in ${ms} ms`)),
    )
  const repeated = [
    every(retryEveryMs, 'retrying parked events', () => retryAll({ deps, ...dispatch }, stopping)),
    every(pruneEveryMs, 'pruning the inbox', () => pruneInbox(deps.db)),
    every(extendEveryMs, 'extending deliveries', async () => {
      if (!worker.isStuck()) intake.extend()
    }),
  ]

  return {
    async stop() {
      stopping.stop()
      await Promise.all(pulls.map((pull) => pull.stop()))
      intake.release('waiting')
      await Promise.all([worker.ended, ...repeated])
      intake.release('all')
    },
  }
}

/**
 * Retries what is due, for a tenth of the time: of many events that fail again each takes a transaction, and leaves room
 * for new ones; those that succeed share one.
 */
async function retryAll(retries: Retries, { stopped, sleep }: StopSignal): Promise<void> {
  while (!stopped()) {
    const startedAt = performance.now()
    if (!(await retryOnce(retries))) return
    await sleep(retryPauses * (performance.now() - startedAt))
  }
}

async function repeat(stopping: StopSignal, ms: number, work: () => Promise<unknown>) {
  while (await stopping.sleep(ms)) await work()
}

interface Work {
  readonly deps: HandleDeps
  readonly intake: Intake
  readonly dispatch: Dispatch
  readonly stopping: StopSignal
  readonly lingerMs: number
}

function startWorker({ deps, intake, dispatch, stopping, lingerMs }: Work) {
  let batchStartedAt: number | undefined

  const nextBatch = async () => {
    const taken: Held[] = []
    const batch: Received[] = []
    for (const held of intake.take()) {
      taken.push(held)
      const { delivery } = held
      const { items, unreadable } = unpack(
        messageIdOf(delivery),
        delivery.string(),
        dispatch.definitions,
        delivery.subject,
      )
      batch.push(...items)
      for (const one of unreadable)
        await outlast(deps, 'moving a message to the dead letters', () =>
          buryUnreadable(deps, delivery.subject, one),
        )
      if (batch.length >= maxEvents) break
    }
    return { taken, batch }
  }

  const work = async () => {
    let busy = false
    while (!stopping.stopped()) {
      await intake.whenWaiting()
      if (busy) await stopping.sleep(lingerMs)
      batchStartedAt = performance.now()
      const { taken, batch } = await nextBatch()
      busy = batch.length >= busyFromEvents && batch.length < maxEvents
      if (await dispatch.handleAll(batch)) intake.acknowledge(taken)
      batchStartedAt = undefined
    }
  }

  return {
    ended: work(),
    /** Whether the batch under way takes so long that its messages should go to another replica. */
    isStuck: () =>
      batchStartedAt !== undefined && performance.now() - batchStartedAt > deliveryTimes.ackWaitMs,
  }
}
