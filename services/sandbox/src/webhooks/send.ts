import type { Client } from '@stoa/client'
import { counter, type Log } from '@stoa/service'

export interface WebhookRequest {
  readonly body: string
  /** Computed for each attempt, since signatures carry their time. */
  readonly headers: () => Readonly<Record<string, string>>
}

export interface Webhook {
  readonly to: 'payments' | 'shipping'
  readonly path: string
  /** Called once, when the webhook is going to be sent. */
  readonly build: () => WebhookRequest
  /** Called when the webhook was accepted. */
  readonly accepted?: () => Promise<void>
}

export interface SendOptions {
  readonly delayMs?: number
  readonly times?: number
}

export interface Webhooks {
  /** Sends a webhook, up to nine times with growing pauses until it is accepted. */
  send(webhook: Webhook, options?: SendOptions): void
  stop(): void
}

const retries = 8
const pauseMs = (attempt: number) => 250 * 2 ** attempt
const longestWaitMs = 20_000

const sent = counter({
  name: 'sandbox_webhooks_total',
  help: 'Webhooks to send, by outcome',
  labels: { to: ['payments', 'shipping'], outcome: ['taken', 'given_up', 'left_out'] },
})

export interface WebhooksOptions {
  readonly log: Log
  /** Above this rate webhooks wait; one that would wait for longer than 20 s is not sent. */
  readonly perSecond: number
}

type Clients = Readonly<Record<Webhook['to'], Client>>

export function createWebhooks(clients: Clients, { log, perSecond }: WebhooksOptions): Webhooks {
  const waiting = new Set<NodeJS.Timeout>()
  let stopped = false
  let nextAt = 0

  /** Reserves the next slot and returns the wait for it; undefined when that is too long. */
  const reserveSlot = (): number | undefined => {
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

  const post = async (
    webhook: Webhook,
    request: WebhookRequest,
    attempt: number,
  ): Promise<void> => {
    const { to, path } = webhook
    const { body, headers } = request
    const accepted = await clients[to]
      .call(path, { method: 'POST', body, headers: headers() })
      .then(({ status }) => status < 300)
      .catch(() => false)
    if (accepted) {
      sent.inc({ to, outcome: 'taken' })
      return webhook
        .accepted?.()
        .catch((err) => log.warn({ err, to }, 'the delivery of a webhook was not noted'))
    }
    if (attempt < retries)
      return later(pauseMs(attempt), () => void post(webhook, request, attempt + 1))
    sent.inc({ to, outcome: 'given_up' })
    log.warn({ to, attempts: attempt + 1 }, 'a webhook was not accepted; it will not be sent again')
  }

  return {
    send(webhook, { delayMs = 0, times = 1 } = {}) {
      const waitMs = reserveSlot()
      if (waitMs === undefined) return sent.inc({ to: webhook.to, outcome: 'left_out' })
      const request = webhook.build()
      for (let copy = 0; copy < times; copy += 1)
        if (delayMs + waitMs > 0) later(delayMs + waitMs, () => void post(webhook, request, 0))
        else void post(webhook, request, 0)
    },
    stop() {
      stopped = true
      for (const timer of waiting) clearTimeout(timer)
      waiting.clear()
    },
  }
}
