import type { Client } from '@stoa/client'
import { counter, type Log } from '@stoa/service'

export interface Letter {
  readonly body: string
  /** Made anew for each sending, since signatures carry their time. */
  readonly headers: () => Readonly<Record<string, string>>
}

export interface Webhook {
  readonly to: 'payments' | 'shipping'
  readonly path: string
  /** Written once, when it is sure to be sent. */
  readonly write: () => Letter
}

export interface SendOptions {
  readonly delayMs?: number
  readonly times?: number
}

export interface Webhooks {
  /** Sends it soon, and again until it is taken or the patience is at its end. */
  send(hook: Webhook, options?: SendOptions): void
  stop(): void
}

const attempts = 8
const pauseMs = (attempt: number) => 250 * 2 ** attempt
const longestWaitMs = 20_000

const sent = counter({
  name: 'sandbox_webhooks_total',
  help: 'Webhooks sent, by what became of them',
  labels: ['to', 'outcome'],
})

export interface WebhooksOptions {
  readonly log: Log
  /** Above this rate webhooks wait; what would wait for longer than 20 s is not sent at all. */
  readonly perSecond: number
}

type Clients = Readonly<Record<Webhook['to'], Client>>

export function createWebhooks(clients: Clients, { log, perSecond }: WebhooksOptions): Webhooks {
  const waiting = new Set<NodeJS.Timeout>()
  let stopped = false
  let nextAt = 0

  /** When the next one may go, or undefined when that is too far away. */
  const turn = (): number | undefined => {
    const now = performance.now()
    const waitMs = Math.max(0, nextAt - now)
    if (waitMs > longestWaitMs) return undefined
    nextAt = Math.max(nextAt, now - 1_000) + 1_000 / perSecond
    return waitMs
  }

  const later = (ms: number, work: () => void) => {
    if (stopped) return
    const timer = setTimeout(() => {
      waiting.delete(timer)
      work()
    }, ms)
    waiting.add(timer)
  }

  const post = async (hook: Webhook, letter: Letter, attempt: number): Promise<void> => {
    const { to, path } = hook
    const { body, headers } = letter
    const taken = await clients[to]
      .call(path, { method: 'POST', body, headers: headers() })
      .then(({ status }) => status < 300)
      .catch(() => false)
    if (taken) return sent.inc({ to, outcome: 'taken' })
    if (attempt < attempts)
      return later(pauseMs(attempt), () => void post(hook, letter, attempt + 1))
    sent.inc({ to, outcome: 'given_up' })
    log.warn({ to, path }, 'webhook given up')
  }

  return {
    send(hook, { delayMs = 0, times = 1 } = {}) {
      const waitMs = turn()
      if (waitMs === undefined) return sent.inc({ to: hook.to, outcome: 'left_out' })
      const letter = hook.write()
      for (let copy = 0; copy < times; copy += 1)
        if (delayMs + waitMs > 0) later(delayMs + waitMs, () => void post(hook, letter, 0))
        else void post(hook, letter, 0)
    },
    stop() {
      stopped = true
      for (const timer of waiting) clearTimeout(timer)
      waiting.clear()
    },
  }
}
