import { setTimeout as wait } from 'node:timers/promises'
import { type Log, logWaiting } from '@stoa/service'
import {
  AckPolicy,
  type Consumer,
  connect,
  DeliverPolicy,
  Events,
  headers,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  NatsError,
  nanos,
  nkeyAuthenticator,
  RetentionPolicy,
  StorageType,
} from 'nats'
import { refusesToStore } from './storage-refusal.ts'

const encoder = new TextEncoder()

/** The header with the publisher's own id of the message, the same at every publication. */
export const outboxIdHeader = 'outbox-id'

/** Subjects of core NATS, stored nowhere, on which a publisher tells whether the broker stores what it publishes. */
export const storageState = 'storage-state'

export type Delivery = Pick<
  JsMsg,
  'subject' | 'headers' | 'data' | 'string' | 'seq' | 'redelivered' | 'ack' | 'nak' | 'working'
>

/**
 * How long the broker waits for an acknowledgement before it delivers a message to another replica, and how long a
 * request for messages stays open, in milliseconds. A replica that is stopped gets nothing more once its last request has
 * expired; as that is before `ackWaitMs`, what it holds goes to another replica and not to it again.
 */
export const deliveryTimes = { ackWaitMs: 5_000, pullExpiresMs: 3_000 } as const

export interface StreamState {
  readonly created: string
  readonly lastSeq: number
}

export interface Published {
  readonly seq: number
  readonly duplicate: boolean
}

/** The broker as this package needs it. Only this file and the classification of errors know the client library. */
export interface Bus {
  readonly service: string
  /** Rejects while there is no connection. */
  ready(): Promise<void>
  /** Calls back after each reconnect. */
  onReconnect(callback: () => void): void
  ensureStream(stream: string, subjects: readonly string[]): Promise<StreamState>
  publish(subject: string, id: string, payload: string): Promise<Published>
  /** Whether this error of `publish` means that the stream does not store. Finds out by publishing the message again. */
  refusesToStore(error: unknown, message: OutgoingMessage): Promise<boolean>
  /** Tells all followers whether the stream stores what is published to it. */
  tellStorageState(stream: string, stores: boolean): void
  onStorageState(callback: (stream: string, stores: boolean) => void): void
  /** Makes sure that this service's durable consumer exists on the stream. Throws when the stream does not. */
  openConsumer(stream: string, subjects: readonly string[]): Promise<StreamConsumer>
  pending(stream: string): Promise<number>
  close(): Promise<void>
}

export interface StreamConsumer {
  /** Asks for messages once, for `pullExpiresMs` at most. */
  pull(take: (delivery: Delivery) => void): Promise<Pull>
}

export interface OutgoingMessage {
  readonly subject: string
  readonly id: string
  readonly payload: string
}

export interface Pull {
  /** Resolves when the request is used up or has expired; rejects when the consumer or its stream is gone. */
  readonly ended: Promise<void>
  stop(): void
}

export interface BusOptions {
  readonly service: string
  /** NKEY seed; absent only where the broker asks for none (tests). */
  readonly seed?: string | undefined
  /** How many servers keep a copy of each stream that this service owns; one where it is absent. */
  readonly streamReplicas?: number
  /** Says that the broker is waited for; absent only where no one reads it (tools, tests). */
  readonly log?: Log
}

/** The oldest nats-server that the outbox was tested with, power loss included. */
const leastServer = [2, 15, 1]

export const isOlder = (version: string, least: readonly number[] = leastServer): boolean => {
  const parts = version.split(/[.-]/).map(Number)
  const at = least.findIndex((number, index) => (parts[index] ?? 0) !== number)
  return at >= 0 && (parts[at] ?? 0) < (least[at] ?? 0)
}

/** Connects, waiting for the broker without limit, and reconnects for ever. Throws when the broker is too old. */
export async function connectBus(url: string, options: BusOptions): Promise<Bus> {
  const { service, seed, streamReplicas = 1, log } = options
  const connecting = connect({
    // The URL of an older installation's Secret ends with a parameter.
    servers: url.replace(/\?.*$/, ''),
    name: service,
    inboxPrefix: `_INBOX_${service}`,
    ...(seed && { authenticator: nkeyAuthenticator(encoder.encode(seed)) }),
    maxReconnectAttempts: -1,
    // A key that the broker does not know may be one that it has not read yet, or has lost for a moment.
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: 250,
    waitOnFirstConnect: true,
    // Without this every publication captures a stack trace.
    noAsyncTraces: true,
    pingInterval: 10_000,
    maxPingOut: 2,
  })
  const nc = await (log ? logWaiting(log, 'the broker', connecting) : connecting)
  const version = nc.info?.version ?? '0'
  if (isOlder(version)) {
    await nc.close()
    throw new Error(`nats-server ${version} is older than ${leastServer.join('.')}`)
  }
  return makeBus(
    nc,
    service,
    nc.jetstream({ timeout: 5_000 }),
    await nc.jetstreamManager({ checkAPI: false }),
    // A scrape must not wait for a broker that is not available.
    await nc.jetstreamManager({ checkAPI: false, timeout: 1_000 }),
    streamReplicas,
  )
}

function makeBus(
  nc: NatsConnection,
  service: string,
  js: JetStreamClient,
  jsm: JetStreamManager,
  quick: JetStreamManager,
  replicas: number,
): Bus {
  const reconnected: (() => void)[] = []
  const watch = async () => {
    for await (const status of nc.status())
      if (status.type === Events.Reconnect) for (const callback of reconnected) callback()
  }
  void watch()

  return {
    service,
    async ready() {
      await nc.flush()
    },
    onReconnect: (callback) => void reconnected.push(callback),
    ensureStream: (stream, subjects) => ensureStream(jsm, stream, subjects, replicas),
    publish: (subject, id, payload) => publish(js, { subject, id, payload }, 5_000),
    refusesToStore: (error, message) =>
      refusesToStore(error, {
        publishAgain: () => publish(js, message, 2_000),
        answers: () => answersWithin(nc, 1_000),
      }),
    tellStorageState: (stream, stores) =>
      nc.publish(`${storageState}.${stream}`, stores ? 'stores' : 'refuses'),
    onStorageState(callback) {
      nc.subscribe(`${storageState}.*`, {
        callback(error, message) {
          if (error) return
          callback(message.subject.slice(storageState.length + 1), message.string() === 'stores')
        },
      })
    },
    async openConsumer(stream, subjects) {
      await ensureConsumer(jsm, stream, service, subjects)
      const consumer = await js.consumers.get(stream, service)
      return { pull: (take) => pullOnce(consumer, take) }
    },
    async pending(stream) {
      const info = await quick.consumers.info(stream, service)
      return info.num_pending + info.num_ack_pending
    },
    async close() {
      await nc.drain()
    },
  }
}

async function publish(
  js: JetStreamClient,
  { subject, id, payload }: OutgoingMessage,
  timeout: number,
): Promise<Published> {
  const head = headers()
  head.set('content-type', 'application/cloudevents-batch+json')
  head.set(outboxIdHeader, id)
  const traceparent = /"traceparent":"([^"]{55})"/.exec(payload.slice(0, 1_000))?.[1]
  if (traceparent) head.set('traceparent', traceparent)
  const ack = await js.publish(subject, payload, { msgID: id, headers: head, timeout })
  return { seq: ack.seq, duplicate: ack.duplicate }
}

const answersWithin = (nc: NatsConnection, withinMs: number): Promise<boolean> =>
  Promise.race([
    nc.flush().then(
      () => true,
      () => false,
    ),
    wait(withinMs, false, { ref: false }),
  ])

/** At most this much is under way to us on one request; beyond it the next request waits until there is room. */
const pullBytes = 8 * 1024 * 1024

async function pullOnce(consumer: Consumer, take: (delivery: Delivery) => void): Promise<Pull> {
  const messages = await consumer.fetch({
    max_bytes: pullBytes,
    expires: deliveryTimes.pullExpiresMs,
    idle_heartbeat: 1_000,
  })
  const takeAll = async () => {
    for await (const message of messages) take(message)
  }
  return { ended: takeAll(), stop: () => void messages.close() }
}

const notFound = (error: unknown): boolean =>
  error instanceof NatsError && error.api_error?.code === 404

async function ensureStream(
  jsm: JetStreamManager,
  stream: string,
  subjects: readonly string[],
  replicas: number,
): Promise<StreamState> {
  const wanted = { subjects: [...subjects], num_replicas: replicas }
  const found = await jsm.streams.info(stream).catch((error) => {
    if (notFound(error)) return undefined
    throw error
  })
  const same =
    found?.config.num_replicas === replicas &&
    [...found.config.subjects].sort().join() === [...subjects].sort().join()
  const info = same
    ? found
    : found
      ? await jsm.streams.update(stream, wanted)
      : await jsm.streams.add({
          name: stream,
          ...wanted,
          storage: StorageType.File,
          retention: RetentionPolicy.Limits,
          max_age: nanos(3_600_000),
          duplicate_window: nanos(120_000),
        })
  return { created: String(info.created), lastSeq: info.state.last_seq }
}

async function ensureConsumer(
  jsm: JetStreamManager,
  stream: string,
  service: string,
  subjects: readonly string[],
): Promise<void> {
  await jsm.consumers.add(stream, {
    durable_name: service,
    filter_subjects: [...subjects],
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(deliveryTimes.ackWaitMs),
    max_ack_pending: 2_000,
    max_deliver: -1,
  })
}
