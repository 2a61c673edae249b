import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Fault of the next request of a step. `mute`: carried out without a response; `lost`: not carried out, no response;
 * `pending`: taken on and not settled. `soon`: not yet to be renewed.
 */
export type Mishap = 'decline' | 'refuse' | 'soon' | 'error' | 'mute' | 'lost' | 'limit' | 'pending'
type Name = 'stripe' | 'paypal'
type Step = 'authorise' | 'capture' | 'void' | 'refund' | 'renew'

interface Answer {
  readonly status: number
  readonly body: unknown
}
interface Held {
  readonly provider: Name
  readonly orderId: string
  amount: string
  status: 'held' | 'captured' | 'released'
  /** Taken on, and not settled. */
  isPending?: boolean
  /** PayPal has still to decide on the authorisation. */
  isReviewed?: boolean
  refunded: number
}

const stripeStatus = { held: 'requires_capture', captured: 'succeeded', released: 'canceled' }
const authorizationStatus = { held: 'CREATED', captured: 'CAPTURED', released: 'VOIDED' }
const ok = (body: unknown): Answer => ({ status: 200, body })

const issues: Partial<Record<Mishap, string>> = {
  decline: 'INSTRUMENT_DECLINED',
  soon: 'REAUTHORIZATION_TOO_SOON',
}

function bad(provider: Name, mishap: Exclude<Mishap, 'pending'>): Answer {
  const status = { decline: 402, refuse: 400, soon: 422, error: 500, limit: 429, mute: 0, lost: 0 }[
    mishap
  ]
  const type = mishap === 'decline' ? 'card_error' : 'invalid_request_error'
  if (provider === 'stripe')
    return {
      status,
      body: {
        error: { type, code: mishap, ...(mishap === 'decline' && { decline_code: 'lost_card' }) },
      },
    }
  const issue = issues[mishap] ?? 'INVALID'
  const name = 'UNPROCESSABLE_ENTITY'
  return { status: mishap === 'decline' ? 422 : status, body: { name, details: [{ issue }] } }
}

function unsettled(provider: Name, step: Step | 'read', { status, body }: Answer): Answer {
  const stripe = step === 'refund' ? 'pending' : 'processing'
  const now = provider === 'stripe' ? stripe : 'PENDING'
  return { status, body: { ...(body as object), status: now } }
}

/** Both providers, as far as payments uses them, on a port of their own; idempotency keys are honoured. */
export async function startProviders() {
  const held = new Map<string, Held>()
  const orders = new Map<string, { orderId: string; amount: string; ref?: string }>()
  /** PayPal's authorisations of each order, the current one last. */
  const chains = new Map<string, string[]>()
  const refunds: {
    readonly id: string
    readonly payment_intent: string
    readonly metadata: object
    status: string
  }[] = []
  const answers = new Map<string, Answer>()
  const mishaps = new Map<string, Mishap[]>()
  const calls: string[] = []
  let reviewing = false

  const statusOf = (ref: string) => {
    const { isReviewed, status = 'held' } = held.get(ref) ?? {}
    return isReviewed ? 'PENDING' : authorizationStatus[status]
  }
  const authorization = (ref: string, index: number) => ({
    ...{ id: ref, status: statusOf(ref) },
    ...{ create_time: `2026-01-0${index + 1}T00:00:00Z`, expiration_time: '2026-02-01T00:00:00Z' },
  })
  const orderOf = (ref: string) => [...chains].find(([, refs]) => refs.includes(ref))?.[0] ?? ''
  const show = (ref: string): Answer => {
    const id = orderOf(ref)
    const order = { supplementary_data: { related_ids: { order_id: id } } }
    return ok({ ...authorization(ref, chains.get(id)?.indexOf(ref) ?? 0), ...order })
  }
  const renew = (ref: string): Answer => {
    const id = orderOf(ref)
    const before = held.get(ref)
    if (!before) return { status: 404, body: {} }
    before.status = 'released'
    const made = hold('paypal', before.orderId, before.amount)
    chains.get(id)?.push(made)
    return show(made)
  }
  const unit = (id: string) => {
    const { ref } = orders.get(id) ?? {}
    const chain = chains.get(id) ?? []
    const captures = chain.flatMap((one) => {
      const { status, isPending } = held.get(one) ?? {}
      return status === 'captured' ? [{ id: one, status: isPending ? 'PENDING' : 'COMPLETED' }] : []
    })
    const payments = ref && { authorizations: chain.map(authorization), captures }
    return { id, purchase_units: [payments ? { payments } : {}] }
  }
  const hold = (provider: Name, orderId: string, amount: string) => {
    const ref = `${provider === 'stripe' ? 'pi' : 'AUTH'}_${randomUUID()}`
    held.set(ref, { provider, orderId, amount, status: 'held', refunded: 0 })
    return ref
  }
  const move = (ref: string, status: Held['status']): Answer => {
    const one = held.get(ref)
    if (one) one.status = status
    return ok({ id: ref, status: one?.provider === 'stripe' ? stripeStatus[status] : 'COMPLETED' })
  }
  const release = (ref: string): Answer => {
    const { provider, status, isReviewed } = held.get(ref) ?? {}
    if (isReviewed) return { status: 422, body: { details: [{ issue: 'AUTHORIZATION_PENDING' }] } }
    if (status !== 'captured') return move(ref, 'released')
    if (provider === 'paypal')
      return { status: 422, body: { details: [{ issue: 'PREVIOUSLY_CAPTURED' }] } }
    const intent = { id: ref, status: stripeStatus.captured }
    const error = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' }
    return { status: 400, body: { error: { ...error, payment_intent: intent } } }
  }
  const giveBack = (ref: string, amount: number, metadata: object = {}): Answer => {
    const one = held.get(ref)
    if (one) one.refunded += amount
    const status = one?.provider === 'stripe' ? 'succeeded' : 'COMPLETED'
    const made = { id: `re_${randomUUID()}`, status }
    refunds.push({ ...made, payment_intent: ref, metadata })
    return ok(made)
  }
  const refundsAt = (path: string): Answer => {
    const ref = new URLSearchParams(path.split('?')[1]).get('payment_intent')
    return ok({ object: 'list', data: refunds.filter((one) => one.payment_intent === ref) })
  }

  /** The step of a request, and its effect. */
  const route = (
    method: string,
    path: string,
    body: string,
  ): [Name, Step | 'read', () => Answer] => {
    const form = new URLSearchParams(body)
    const [id = '', verb = ''] = (path.split('?')[0] ?? '').split('/').slice(-2)
    const json = () => JSON.parse(body || '{}')
    if (path.includes('/search')) {
      const query = decodeURIComponent(path).replaceAll('+', ' ')
      const data = [...held]
        .filter(([, one]) => one.provider === 'stripe' && query.includes(one.orderId))
        .map(([ref, { status }]) => ({ id: ref, status: stripeStatus[status] }))
      return ['stripe', 'read', () => ok({ object: 'search_result', data })]
    }
    if (path.endsWith('/v1/payment_intents')) {
      const create = () => {
        const ref = hold('stripe', form.get('metadata[order_id]') ?? '', form.get('amount') ?? '')
        return ok({ id: ref, status: 'requires_capture' })
      }
      return ['stripe', 'authorise', create]
    }
    if (path.includes('/v1/refunds?')) return ['stripe', 'read', () => refundsAt(path)]
    if (path.endsWith('/v1/refunds')) {
      const ref = form.get('payment_intent') ?? ''
      const attempt = form.get('metadata[attempt]') ?? undefined
      const metadata = { refund_id: form.get('metadata[refund_id]'), attempt }
      return ['stripe', 'refund', () => giveBack(ref, Number(form.get('amount')), metadata)]
    }
    if (path.startsWith('/stripe')) {
      return verb === 'capture'
        ? ['stripe', 'capture', () => move(id, 'captured')]
        : ['stripe', 'void', () => release(id)]
    }
    if (path.includes('oauth2'))
      return [
        'paypal',
        'read',
        () => ok({ access_token: 'T', token_type: 'Bearer', expires_in: 900 }),
      ]
    if (path === '/v2/checkout/orders') {
      const create = () => {
        const [{ custom_id: orderId, amount }] = json().purchase_units
        const made = randomUUID()
        orders.set(made, { orderId, amount: amount.value })
        return ok({ id: made })
      }
      return ['paypal', 'read', create]
    }
    if (verb === 'authorize') {
      const take = () => {
        const order = orders.get(id)
        if (order) {
          order.ref = hold('paypal', order.orderId, order.amount)
          Object.assign(held.get(order.ref) ?? {}, { isReviewed: reviewing })
          chains.set(id, [order.ref])
        }
        return ok(unit(id))
      }
      return ['paypal', 'authorise', take]
    }
    if (path.startsWith('/v2/checkout/orders/')) return ['paypal', 'read', () => ok(unit(verb))]
    if (verb === 'capture') return ['paypal', 'capture', () => move(id, 'captured')]
    if (verb === 'reauthorize') return ['paypal', 'renew', () => renew(id)]
    if (path.startsWith('/v2/payments/authorizations/') && method === 'GET')
      return ['paypal', 'read', () => show(verb)]
    if (verb === 'void') return ['paypal', 'void', () => release(id)]
    if (method === 'POST' && verb === 'refund')
      return ['paypal', 'refund', () => giveBack(id, Math.round(Number(json().amount.value) * 100))]
    return ['paypal', 'read', () => ({ status: 404, body: {} })]
  }

  const leavePending = (url: string) => {
    const one = [...held].find(([ref]) => url.includes(ref))?.[1]
    if (one) one.isPending = true
  }

  const answer = (request: IncomingMessage, body: string): Answer => {
    const { method = '', url = '', headers } = request
    const [provider, step, carryOut] = route(method, url, body)
    const key = String(headers['idempotency-key'] ?? headers['paypal-request-id'] ?? randomUUID())
    const known = answers.get(`${provider} ${key}`)
    if (step !== 'read') calls.push(`${provider} ${step}`)
    const isFaulty = step !== 'read' || url.startsWith('/v2/checkout/orders/')
    const mishap = isFaulty ? mishaps.get(`${provider} ${step}`)?.shift() : undefined
    if (mishap && mishap !== 'mute' && mishap !== 'pending') return bad(provider, mishap)
    const made = known ?? carryOut()
    if (mishap === 'pending' && step === 'capture') leavePending(url)
    const response = mishap === 'pending' ? unsettled(provider, step, made) : made
    if (response.status < 400) answers.set(`${provider} ${key}`, response)
    return mishap === 'mute' ? { status: 0, body: '' } : response
  }

  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { status, body: content } = answer(request, body)
      if (status === 0) return
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(content))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    /** The reference of the payment that a provider holds for an order, the last one if it was renewed. */
    refOf: (orderId: string) => [...held].findLast(([, one]) => one.orderId === orderId)?.[0] ?? '',
    /** Captures what is held, by no request of ours. */
    captureAt(ref: string) {
      const one = held.get(ref)
      if (one) Object.assign(one, { status: 'captured', isPending: false })
    },
    /** Takes the latest refund of a payment back, in full; returns its id. */
    failRefund(ref: string) {
      const refund = refunds.findLast((one) => one.payment_intent === ref)
      const of = held.get(ref)
      if (of && refund?.status !== 'failed') of.refunded = 0
      if (refund) refund.status = 'failed'
      return refund?.id ?? ''
    },
    /** Authorises an order at Stripe, by no request of ours. */
    holdFor: (orderId: string) => hold('stripe', orderId, '500'),
    /** Holds one again: its capture was denied, or its renewal has not ended it. */
    hold: (ref: string) => move(ref, 'held'),
    held: (orderId: string) => [...held.values()].filter((one) => one.orderId === orderId),
    /** Sets the faults of a step's next requests, in this order; of those that read, PayPal's of an order alone. */
    meet: (provider: Name, step: Step | 'read', ...next: Mishap[]) =>
      mishaps.set(`${provider} ${step}`, next),
    /** PayPal reviews new authorisations, or has approved all of them. */
    review(on: boolean) {
      reviewing = on
      if (!on) for (const one of held.values()) one.isReviewed = false
    },
    /** No request is known by its key any more, as PayPal's of an order after six hours. */
    forgetKeys: () => answers.clear(),
    forget() {
      mishaps.clear()
      calls.length = 0
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type FakeProviders = Awaited<ReturnType<typeof startProviders>>
