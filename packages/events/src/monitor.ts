import { connect, type NatsConnection, nkeyAuthenticator, RequestStrategy } from 'nats'
import { collectAnswers, type ServerAnswer } from './server-answers.ts'

export type { ServerAnswer } from './server-answers.ts'

/** The reports of nats-server that its system account answers to a monitor. */
export type ServerReport = 'HEALTHZ' | 'JSZ' | 'VARZ'

export interface ReportOptions {
  /** What the report is about. */
  readonly about?: object
  /** Whether no other server is expected to answer. */
  readonly isAll: (answers: readonly ServerAnswer[]) => boolean
}

export interface BrokerMonitor {
  /**
   * What each server of the broker answers. A server that is expected and does not answer is waited for until the others
   * have been quiet for a while. A server that answers with an error is left out.
   * @throws Error when no server answers, or every answer is an error
   */
  reports(name: ServerReport, options: ReportOptions): Promise<readonly ServerAnswer[]>
  close(): Promise<void>
}

export interface MonitorOptions {
  readonly service: string
  /** NKEY seed of a user of the system account. */
  readonly seed: string
  readonly timeoutMs: number
}

/** Longer than servers that all run take to answer one after the other. */
const quietMs = 300

/** Requests reports of the broker's servers, over one connection that is opened when needed. */
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
    async reports(name, { about = {}, isAll }) {
      const subject = `$SYS.REQ.SERVER.PING.${name}`
      const replies = await (await connection()).requestMany(subject, JSON.stringify(about), {
        ...{ strategy: RequestStrategy.JitterTimer, jitter: quietMs, maxWait: options.timeoutMs },
      })
      const { answers, refusals } = await collectAnswers(replies, isAll)
      if (answers.length > 0) return answers
      const fault = refusals.join('; ') || `no server answered within ${options.timeoutMs} ms`
      throw new Error(`${subject}: ${fault}`)
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
