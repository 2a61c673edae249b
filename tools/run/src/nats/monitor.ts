import { readFileSync } from 'node:fs'
import type { PlatformState } from '@stoa/topology'
import { connect, type NatsConnection, nkeyAuthenticator } from 'nats'
import { monitorInbox, serverReport } from './permissions.ts'

const timeoutMs = 5000
const probeTimeoutMs = 1000

/** What nats-server reports of itself (its `/varz`), as far as it is used here. */
export interface Varz {
  readonly version: string
  readonly connections: number
  readonly mem: number
  readonly in_msgs: number
  readonly out_msgs: number
  readonly slow_consumers: number
}

export interface ConsumerReport {
  readonly name: string
  readonly num_pending: number
  readonly num_ack_pending: number
}

/** A stream as nats-server reports it (its `/jsz`). */
export interface StreamReport {
  readonly name: string
  readonly state: {
    readonly bytes: number
    readonly messages: number
    readonly first_ts: string
    readonly last_seq: number
  }
  readonly consumer_detail?: readonly ConsumerReport[]
}

interface Jsz {
  readonly account_details?: readonly { readonly stream_detail?: readonly StreamReport[] }[]
}

export interface BrokerAccess {
  readonly port: number
  /** The seed of the monitor's key; absent where the broker has no users. */
  readonly monitorSeed?: string
  /** Where a monitor other than the laptop's may have its answers sent. */
  readonly inbox?: string
}

/** The broker of a running platform, for its monitor. */
export function monitorAccess({ nats }: Pick<PlatformState, 'nats'>): BrokerAccess {
  if (!nats?.monitorSeedFile) throw new Error('no broker runs here that can be monitored')
  const { port, monitorSeedFile, monitorInbox: inbox } = nats
  return { port, monitorSeed: readFileSync(monitorSeedFile, 'utf8'), ...(inbox && { inbox }) }
}

const streamsOf = async (request: Request): Promise<StreamReport[]> => {
  const options = { accounts: true, streams: true, consumer: true }
  const { account_details: accounts = [] } = await request<Jsz>('JSZ', options)
  return accounts.flatMap(({ stream_detail: streams = [] }) => streams)
}

/** Every stream with its consumers. Throws when the broker does not answer. */
export const readStreams = (access: BrokerAccess): Promise<StreamReport[]> =>
  connected(access, timeoutMs, (connection) => streamsOf(requestBy(connection)))

export interface StreamReader {
  /** Every stream with its consumers. Throws when the broker does not answer. */
  read(): Promise<StreamReport[]>
  close(): Promise<void>
}

/** Reads streams again and again over one connection, because each new one is authenticated by a costly signature. */
export function openStreamReader(access: BrokerAccess): StreamReader {
  let open: Promise<NatsConnection> | undefined
  const opened = async () => await open?.catch(() => undefined)
  const connection = async () => {
    const known = await opened()
    if (known && !known.isClosed()) return known
    open = connectMonitor(access, timeoutMs)
    return await open
  }
  return {
    read: async () => await streamsOf(requestBy(await connection())),
    async close() {
      await (await opened())?.close()
    },
  }
}

/** The server's own figures. Throws when the broker does not answer. */
export const readVarz = (access: BrokerAccess): Promise<Varz> => report<Varz>(access, 'VARZ', {})

/** Does the broker answer, with every stream and consumer restored? */
export async function isHealthy(access: BrokerAccess): Promise<boolean> {
  try {
    if (access.monitorSeed === undefined) return await servesJetStream(access)
    const health = await report<{ status: string }>(access, 'HEALTHZ', {}, probeTimeoutMs)
    return health.status === 'ok'
  } catch {
    return false
  }
}

const servesJetStream = (access: BrokerAccess): Promise<boolean> =>
  connected(access, probeTimeoutMs, async (connection) => {
    await connection.jetstreamManager({ timeout: probeTimeoutMs })
    return true
  })

type Request = <T>(name: Parameters<typeof serverReport>[0], options: object) => Promise<T>

const requestBy =
  (connection: NatsConnection, withinMs = timeoutMs): Request =>
  async <T>(name: Parameters<typeof serverReport>[0], options: object) => {
    const subject = serverReport(name)
    const reply = await connection.request(subject, JSON.stringify(options), { timeout: withinMs })
    const { data, error } = reply.json<{ data?: T; error?: { description: string } }>()
    if (data === undefined) throw new Error(`${subject}: ${error?.description ?? 'no data'}`)
    return data
  }

const report = <T>(
  access: BrokerAccess,
  name: Parameters<typeof serverReport>[0],
  options: object,
  withinMs = timeoutMs,
): Promise<T> =>
  connected(access, withinMs, (connection) => requestBy(connection, withinMs)<T>(name, options))

const connectMonitor = (
  { port, monitorSeed, inbox = monitorInbox }: BrokerAccess,
  withinMs: number,
) =>
  connect({
    ...{ servers: `127.0.0.1:${port}`, name: 'monitor', inboxPrefix: inbox },
    ...{ timeout: withinMs, reconnect: false },
    ...(monitorSeed && {
      authenticator: nkeyAuthenticator(new TextEncoder().encode(monitorSeed)),
    }),
  })

async function connected<T>(
  access: BrokerAccess,
  withinMs: number,
  work: (connection: NatsConnection) => Promise<T>,
): Promise<T> {
  const connection = await connectMonitor(access, withinMs)
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}
