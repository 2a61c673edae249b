import type { FaultRule } from '../faults/faults.ts'
import type { Outcome, Reply } from '../faults/perform.ts'
import type { Collection, Store } from '../state/store.ts'
import type { Webhook } from '../webhooks/send.ts'
import { amountLike, milliOf } from './amount.ts'
import { pagesIn } from './approval.ts'
import type {
  AuthorizeBody,
  CaptureBody,
  OrderBody,
  ReauthorizeBody,
  RefundBody,
} from './bodies.ts'
import { missing, refusalReply } from './errors.ts'
import { listEvents, paypalEvents } from './events.ts'
import {
  type Authorization,
  authorize,
  type Captured,
  cancel,
  capture,
  capturesOf,
  type Decided,
  declined,
  hasPendingRefunds,
  type Order,
  type Refund,
  refund,
} from './orders.ts'
import { reauthorize } from './renewal.ts'
import { type Search, searchTransactions } from './statement.ts'
import { captureRow, refundRow } from './transactions.ts'
import { newId, viewAuthorization, viewCapture, viewEvent, viewOrder, viewRefund } from './view.ts'
import { paypalWebhook } from './webhook.ts'
import type { Signing } from './webhook-key.ts'

export interface PaypalDeps {
  readonly store: Store
  readonly now: () => Date
  readonly signing: Signing
}

const json = (status: number, body: unknown): Reply => ({ status, body: JSON.stringify(body) })
const refuse = (reply: Reply): Outcome => ({ reply, saveAnswer: false })

/** PayPal's operations, from a checked body to the outcome, independent of HTTP. */
export function createPaypalApi({ store, now, signing }: PaypalDeps) {
  const orders: Collection<Order> = store.collection('paypal_order')
  /** The order of each authorisation and capture. */
  const owners: Collection<string> = store.collection('paypal_owner')
  const refunds: Collection<Refund> = store.collection('paypal_refund')

  const rowOf = (order: Order) => orders.row(order.id, order, order.referenceId)

  const webhookOf = (eventType: string, resourceType: string, resource: unknown): Webhook =>
    paypalWebhook(() => viewEvent(eventType, resourceType, resource, now()), signing, now)

  const ownerOf = async (id: string): Promise<Order | undefined> => {
    const owner = await owners.load(id)
    return owner === undefined ? undefined : orders.load(owner)
  }

  /** The order's authorisation, or one that was renewed. */
  const authorizationOf = ({ authorization, renewed = [] }: Order, id: string) =>
    [authorization, ...renewed].find((one) => one?.id === id)

  /** Loads the order of an authorisation, then decides on its current state without an await in between. */
  const change = async (
    authorizationId: string,
    decide: (order: Order, authorization: Authorization) => Decided,
    done: (order: Order, authorization: Authorization) => Outcome,
  ): Promise<Outcome> => {
    const found = await ownerOf(authorizationId)
    const order = found && orders.now(found.id)
    const authorization = order && authorizationOf(order, authorizationId)
    if (!order || !authorization) return refuse(missing())
    const decided = decide(order, authorization)
    if (decided.refusal) return refuse(refusalReply(decided.refusal))
    const after = decided.order
    return done(after, after.authorization ?? authorization)
  }

  return {
    create(body: OrderBody): Outcome {
      const [unit] = body.purchase_units
      const order: Order = {
        id: newId(),
        referenceId: unit.reference_id ?? 'default',
        customId: unit.custom_id ?? null,
        amount: unit.amount,
        createTime: now().toISOString(),
      }
      return { reply: json(201, viewOrder(order)), rows: [rowOf(order)] }
    },
    async get(id: string): Promise<Outcome> {
      const order = await orders.load(id)
      return order ? { reply: json(200, viewOrder(order)) } : refuse(missing())
    },
    async authorize(
      id: string,
      body: AuthorizeBody,
      fault: FaultRule | undefined,
    ): Promise<Outcome> {
      await orders.load(id)
      const order = orders.now(id)
      if (!order) return refuse(missing())
      const source = body.payment_source
      const token =
        source?.card?.vault_id ??
        source?.card?.number ??
        source?.paypal?.vault_id ??
        source?.token?.id
      const decided = fault ? declined(fault.code) : authorize(order, token, newId())
      const { refusal } = decided
      if (refusal) {
        const waits = refusal.payerAction !== undefined
        const rows = waits ? [rowOf({ ...order, pages: pagesIn(body) })] : []
        return { reply: refusalReply(refusal), rows }
      }
      const after = decided.order
      const made = after.authorization
      if (!made) return refuse(missing())
      return {
        reply: json(201, viewOrder(after)),
        rows: [rowOf(after), owners.row(made.id, id)],
        webhooks: [
          webhookOf(
            'PAYMENT.AUTHORIZATION.CREATED',
            'authorization',
            viewAuthorization(after, made),
          ),
        ],
      }
    },
    async getAuthorization(id: string): Promise<Outcome> {
      const order = await ownerOf(id)
      const authorization = order && authorizationOf(order, id)
      if (!authorization) return refuse(missing())
      return { reply: json(200, viewAuthorization(order, authorization)) }
    },
    capture: (id: string, body: CaptureBody) =>
      change(
        id,
        (order, authorization) => capture(order, authorization, body, newId()),
        (order, authorization) => {
          const captured = authorization.capture as Captured
          const view = viewCapture(order, authorization, captured)
          return {
            reply: json(201, view),
            rows: [
              ...[rowOf(order), owners.row(view.id, order.id)],
              ...(captured.status ? [] : [captureRow(now, order, captured)]),
            ],
            webhooks: [webhookOf(`PAYMENT.CAPTURE.${view.status}`, 'capture', view)],
          }
        },
      ),
    reauthorize: (id: string, body: ReauthorizeBody) =>
      change(
        id,
        (order, authorization) => reauthorize(order, authorization, body.amount, newId(), now()),
        (order, authorization) => {
          const ended = order.renewed?.at(-1) as Authorization
          const view = viewAuthorization(order, authorization)
          const endedView = viewAuthorization(order, ended)
          return {
            reply: json(201, view),
            rows: [rowOf(order), owners.row(view.id, order.id)],
            webhooks: [
              webhookOf('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', endedView),
              webhookOf('PAYMENT.AUTHORIZATION.CREATED', 'authorization', view),
            ],
          }
        },
      ),
    void: (id: string) =>
      change(id, cancel, (order, authorization) => {
        const view = viewAuthorization(order, authorization)
        return {
          reply: json(200, view),
          rows: [rowOf(order)],
          webhooks: [webhookOf('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', view)],
        }
      }),
    async getCapture(id: string): Promise<Outcome> {
      const order = await ownerOf(id)
      const authorization = order?.authorization
      const captured = authorization && capturesOf(authorization).find((one) => one.id === id)
      if (!captured) return refuse(missing())
      return { reply: json(200, viewCapture(order, authorization, captured)) }
    },
    async refund(captureId: string, body: RefundBody): Promise<Outcome> {
      const found = await ownerOf(captureId)
      const order = found && orders.now(found.id)
      const captures = order?.authorization && capturesOf(order.authorization)
      const captured = captures?.find(({ id }) => id === captureId)
      if (!order?.authorization || !captured) return refuse(missing())
      const left = milliOf(captured.amount) - captured.refundedMilli
      const milli = body.amount ? milliOf(body.amount) : left
      const decided = refund(order, captured, milli)
      if (decided.refusal) return refuse(refusalReply(decided.refusal))
      const made: Refund = {
        id: newId(),
        orderId: order.id,
        captureId,
        amount: amountLike(captured.amount, milli),
        customId: body.custom_id ?? null,
        createTime: now().toISOString(),
        ...(hasPendingRefunds(order.authorization) && { status: 'PENDING' }),
      }
      const view = viewRefund(made)
      return {
        reply: json(201, view),
        rows: [
          ...[rowOf(decided.order), refunds.row(made.id, made, captureId)],
          ...(made.status ? [] : [refundRow(now, made)]),
        ],
        webhooks: [
          webhookOf(
            made.status === 'PENDING' ? 'PAYMENT.REFUND.PENDING' : 'PAYMENT.CAPTURE.REFUNDED',
            'refund',
            view,
          ),
        ],
      }
    },
    listEvents: (startTime: string, endTime?: string) => listEvents(store, startTime, endTime),
    async getEvent(id: string): Promise<Outcome> {
      const found = await paypalEvents(store).load(id)
      return found ? { reply: json(200, found) } : refuse(missing())
    },
    search: (search: Search) => searchTransactions(store, now, search),
    async getRefund(id: string): Promise<Outcome> {
      const found = await refunds.load(id)
      return found ? { reply: json(200, viewRefund(found)) } : refuse(missing())
    },
  }
}
