import { connect, type NatsConnection, nkeyAuthenticator } from 'nats'

/** The reports of nats-server that its system account answers to a monitor. */
export type ServerReport = 'HEALTHZ' | 'JSZ' | 'VARZ'

export interface BrokerMonitor {
  /** What nats-server answers, as on its monitoring port. Throws when it does not answer. */
  report(name: ServerReport, options?: object): Promise<unknown>
  close(): Promise<void>
}

export interface MonitorOptions {
  readonly service: string
  /** NKEY seed of a user of the system account. */
  readonly seed: string
  readonly timeoutMs: number
}

/** Asks the broker for reports of its server, over one connection that is opened when needed. */
export function openMonitor(url: string, options: MonitorOptions): BrokerMonitor {
  let open: Promise<NatsConnection> | undefined
  const opened = async () => await open?.catch(() => undefined)
  const connection = async () => {
    const known = await opened()
    if (known && !known.isClosed()) return known
    open = connectAs(url, options)
    return await open
  }
  return {
    async report(name, about = {}) {
      const subject = `$SYS.REQ.SERVER.PING.${name}`
      const { timeoutMs: timeout } = options
      const reply = await (await connection()).request(subject, JSON.stringify(about), { timeout })
      const { data, error } = reply.json<{ data?: unknown; error?: { description: string } }>()
      if (data === undefined) throw new Error(`${subject}: ${error?.description ?? 'no data'}`)
      return data
    },
    async close() {
      await (await opened())?.close()
    },
  }
}

const connectAs = (url: string, { service, seed, timeoutMs }: MonitorOptions) =>
  connect({
    ...{ servers: url, name: service, inboxPrefix: `_INBOX_${service}` },
    ...{ timeout: timeoutMs, reconnect: false },
    authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
  })
