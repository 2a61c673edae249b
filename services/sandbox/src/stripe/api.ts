import type { FaultRule } from '../faults/faults.ts'
import type { Outcome } from '../faults/perform.ts'
import type { Collection, Store } from '../state/store.ts'
import type { Webhook } from '../webhooks/send.ts'
import { declineOfCode, hasPendingRefunds } from './cards.ts'
import { badParam, missing, refusalReply } from './errors.ts'
import { listEvents, stripeEvents } from './events.ts'
import { type Form, textOf, textsOf } from './form.ts'
import {
  cancel,
  capture,
  confirm,
  type Decided,
  type Intent,
  type Refund,
  refund,
} from './intents.ts'
import { listBalance } from './statement.ts'
import { chargeRow, refundRow } from './transactions.ts'
import { newId, viewEvent, viewIntent, viewRefund } from './view.ts'
import { stripeWebhook } from './webhook.ts'

export interface StripeDeps {
  readonly store: Store
  readonly now: () => Date
  readonly webhookSecret: string
}

export type StripeApi = ReturnType<typeof createStripeApi>

export const eventOf = (intent: Intent): string | undefined =>
  ({
    requires_capture: 'payment_intent.amount_capturable_updated',
    processing: 'payment_intent.processing',
    succeeded: 'payment_intent.succeeded',
    canceled: 'payment_intent.canceled',
    requires_payment_method: intent.decline && 'payment_intent.payment_failed',
    requires_confirmation: undefined,
    requires_action: 'payment_intent.requires_action',
  })[intent.status]

const expandOf = (form: Form) => Object.values(textsOf(form.expand))
const ok = (body: unknown) => ({ status: 200, body: JSON.stringify(body) })
const refOf = ({ metadata }: Intent) => metadata.order_id ?? Object.values(metadata)[0]

function amountOf(form: Form, name: string): number | undefined | 'bad' {
  const text = textOf(form[name])
  if (text === undefined) return undefined
  return /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : 'bad'
}

/** Stripe's operations, from a parsed form to the outcome, independent of HTTP. */
export function createStripeApi({ store, now, webhookSecret }: StripeDeps) {
  const intents: Collection<Intent> = store.collection('stripe_intent')
  const refunds: Collection<Refund> = store.collection('stripe_refund')
  const seconds = () => Math.floor(now().getTime() / 1000)

  const webhookOf = (type: string, object: unknown): Webhook =>
    stripeWebhook(() => viewEvent(type, object, seconds()), webhookSecret, now)

  const rowOf = (intent: Intent) => intents.row(intent.id, intent, refOf(intent))
  const webhooksOf = (intent: Intent) => {
    const type = eventOf(intent)
    return type ? [webhookOf(type, viewIntent(intent))] : []
  }
  const outcomeOf = (decided: Decided, form: Form): Outcome => {
    const { intent, refusal } = decided
    if (intent)
      return {
        reply: ok(viewIntent(intent, expandOf(form))),
        rows: [rowOf(intent), ...(intent.status === 'succeeded' ? [chargeRow(now, intent)] : [])],
        webhooks: webhooksOf(intent),
      }
    const declined = refusal.type === 'card_error' ? refusal.intent : undefined
    return {
      reply: refusalReply(refusal),
      ...(declined && { rows: [rowOf(declined)], webhooks: webhooksOf(declined) }),
      saveAnswer: declined !== undefined,
    }
  }
  const refuse = (reply: Outcome['reply']): Outcome => ({ reply, saveAnswer: false })

  /** Loads the intent, then decides and stores the new state without an await in between. */
  const change = async (
    id: string,
    form: Form,
    decide: (intent: Intent) => Decided,
  ): Promise<Outcome> => {
    await intents.load(id)
    const intent = intents.now(id)
    return intent ? outcomeOf(decide(intent), form) : refuse(missing('payment_intent', id))
  }

  const forcedBy = (fault: FaultRule | undefined) =>
    fault && declineOfCode(fault.code ?? 'generic_decline')

  return {
    create(form: Form, fault: FaultRule | undefined): Outcome {
      const amount = amountOf(form, 'amount')
      const currency = textOf(form.currency)
      if (amount === undefined || amount === 'bad')
        return refuse(badParam('amount', 'Invalid positive integer'))
      if (!currency || !/^[a-z]{3}$/.test(currency))
        return refuse(badParam('currency', `Invalid currency: ${currency ?? ''}`))
      const paymentMethod = textOf(form.payment_method) ?? null
      const intent: Intent = {
        id: newId('pi'),
        chargeId: newId('ch'),
        amount,
        currency,
        captureMethod: textOf(form.capture_method) === 'manual' ? 'manual' : 'automatic',
        status: paymentMethod ? 'requires_confirmation' : 'requires_payment_method',
        paymentMethod,
        metadata: textsOf(form.metadata),
        received: 0,
        refunded: 0,
        created: seconds(),
      }
      if (textOf(form.confirm) !== 'true') return outcomeOf({ intent }, form)
      return outcomeOf(confirm(intent, undefined, forcedBy(fault)), form)
    },
    confirm: (id: string, form: Form, fault: FaultRule | undefined) =>
      change(id, form, (intent) => confirm(intent, textOf(form.payment_method), forcedBy(fault))),
    async capture(id: string, form: Form): Promise<Outcome> {
      const amount = amountOf(form, 'amount_to_capture')
      if (amount === 'bad') return refuse(badParam('amount_to_capture', 'Invalid positive integer'))
      return change(id, form, (intent) => capture(intent, amount))
    },
    cancel: (id: string, form: Form) =>
      change(id, form, (intent) => cancel(intent, textOf(form.cancellation_reason), seconds())),
    async retrieve(id: string, form: Form): Promise<Outcome> {
      const intent = await intents.load(id)
      if (!intent) return refuse(missing('payment_intent', id))
      return { reply: ok(viewIntent(intent, expandOf(form))) }
    },
    async search(form: Form): Promise<Outcome> {
      const matched = /^\s*metadata\[(["'])(\w+)\1\]\s*:\s*(["'])(.*)\3\s*$/.exec(
        textOf(form.query) ?? '',
      )
      const [, , name = '', , value = ''] = matched ?? []
      if (!matched) return refuse(badParam('query', 'We were unable to parse your search query.'))
      const found = (await intents.findByRef(value)).filter(
        (intent) => intent.metadata[name] === value,
      )
      const data = found.map((intent) => viewIntent(intent))
      const url = '/v1/payment_intents/search'
      return { reply: ok({ object: 'search_result', url, has_more: false, next_page: null, data }) }
    },
    async refund(form: Form): Promise<Outcome> {
      const id = textOf(form.payment_intent) ?? ''
      const amount = amountOf(form, 'amount')
      if (amount === 'bad') return refuse(badParam('amount', 'Invalid positive integer'))
      await intents.load(id)
      const before = intents.now(id)
      if (!before) return refuse(missing('payment_intent', id))
      const { intent, refusal } = refund(before, amount)
      if (refusal) return refuse(refusalReply(refusal))
      const created: Refund = {
        id: newId('re'),
        intentId: id,
        chargeId: intent.chargeId,
        amount: intent.refunded - before.refunded,
        currency: intent.currency,
        reason: textOf(form.reason) ?? null,
        metadata: textsOf(form.metadata),
        created: seconds(),
        status: hasPendingRefunds(intent.paymentMethod) ? 'pending' : 'succeeded',
      }
      const view = viewRefund(created)
      return {
        reply: ok(view),
        rows: [
          ...[rowOf(intent), refunds.row(created.id, created, id)],
          ...(created.status === 'succeeded' ? [refundRow(now, created)] : []),
        ],
        webhooks: [
          webhookOf(created.status === 'pending' ? 'refund.created' : 'refund.updated', view),
        ],
      }
    },
    async retrieveRefund(id: string): Promise<Outcome> {
      const found = await refunds.load(id)
      return found ? { reply: ok(viewRefund(found)) } : refuse(missing('refund', id))
    },
    listEvents: (form: Form) => listEvents(store, form),
    async retrieveEvent(id: string): Promise<Outcome> {
      const found = await stripeEvents(store).load(id)
      return found ? { reply: ok(found) } : refuse(missing('event', id))
    },
    listBalance: (form: Form) => listBalance(store, form),
    async listRefunds(form: Form): Promise<Outcome> {
      const found = await refunds.findByRef(textOf(form.payment_intent) ?? '')
      const data = found.map(viewRefund)
      return { reply: ok({ object: 'list', url: '/v1/refunds', has_more: false, data }) }
    },
  }
}
