import { createVerify, X509Certificate } from 'node:crypto'
import { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import { crc32 } from 'node:zlib'
import {
  CheckoutPaymentIntent,
  Client,
  OrdersController,
  PaymentsController,
} from '@paypal/paypal-server-sdk'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Arrived, type RunningSandbox, settings, startSandbox } from '../testing.ts'

let sandbox: RunningSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())
afterEach(() => fetch(sandbox.url('/sandbox/faults'), { method: 'DELETE' }))

/** Brings the SDK's calls to PayPal's fixed address to the sandbox. */
class ToSandbox extends Agent {
  override createConnection(): Duplex {
    return sandbox.connect()
  }
}

function paypal(timeout = 5_000) {
  const client = new Client({
    clientCredentialsAuthCredentials: {
      oAuthClientId: settings.PAYPAL_CLIENT_ID,
      oAuthClientSecret: settings.PAYPAL_CLIENT_SECRET,
    },
    timeout,
    httpClientOptions: { httpsAgent: new ToSandbox() },
  })
  return { orders: new OrdersController(client), payments: new PaymentsController(client) }
}

const prefer = 'return=representation'

async function open(orderId: string): Promise<string> {
  const { result } = await paypal().orders.createOrder({
    paypalRequestId: `${orderId}:order`,
    prefer,
    body: {
      intent: CheckoutPaymentIntent.Authorize,
      purchaseUnits: [
        {
          referenceId: orderId,
          customId: orderId,
          amount: { currencyCode: 'GBP', value: '12.50' },
        },
      ],
    },
  })
  return result.id ?? ''
}

const authorise = (id: string, orderId: string, vaultId = 'wallet-1', timeout = 5_000) =>
  paypal(timeout).orders.authorizeOrder({
    id,
    paypalRequestId: `${orderId}:authorise`,
    prefer,
    body: { paymentSource: { paypal: { vaultId } } },
  })

async function authorised(orderId: string): Promise<string> {
  const { result } = await authorise(await open(orderId), orderId)
  const [made] = result.purchaseUnits?.[0]?.payments?.authorizations ?? []
  expect(made?.status).toBe('CREATED')
  return made?.id ?? ''
}

const issueOf = (error: unknown) =>
  (error as { result?: { details?: { issue: string }[] } }).result?.details?.[0]?.issue

const issue = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(() => 'done', issueOf)

it('a wallet is authorised, captured and refunded in part and in whole, and no further', async () => {
  const authorizationId = await authorised('p-1')
  const { payments } = paypal()
  const captured = await payments.captureAuthorizedPayment({
    authorizationId,
    prefer,
    body: { finalCapture: true },
  })
  expect(captured.result).toMatchObject({ status: 'COMPLETED', amount: { value: '12.50' } })
  const captureId = captured.result.id ?? ''
  const refund = (value: string, customId: string) =>
    payments.refundCapturedPayment({
      captureId,
      prefer,
      body: { amount: { currencyCode: 'GBP', value }, customId },
    })
  expect((await refund('2.50', 'r-1')).result).toMatchObject({
    status: 'COMPLETED',
    customId: 'r-1',
  })
  expect(await issue(refund('10.01', 'r-2'))).toBe('REFUND_AMOUNT_EXCEEDED')
  await refund('10.00', 'r-3')
  expect(await issue(refund('0.01', 'r-4'))).toBe('CAPTURE_FULLY_REFUNDED')
  const look = await payments.getCapturedPayment({ captureId })
  expect(look.result.status).toBe('REFUNDED')
})

it('a voided authorisation cannot be captured nor voided again, and a captured one not voided', async () => {
  const { payments } = paypal()
  const authorizationId = await authorised('p-2')
  expect((await payments.voidPayment({ authorizationId })).statusCode).toBe(204)
  expect(await issue(payments.captureAuthorizedPayment({ authorizationId }))).toBe(
    'AUTHORIZATION_VOIDED',
  )
  expect(await issue(payments.voidPayment({ authorizationId }))).toBe('PREVIOUSLY_VOIDED')
  const look = await payments.getAuthorizedPayment({ authorizationId })
  expect(look.result.status).toBe('VOIDED')
})

it('a wallet that is declined says so, an order is authorised once', async () => {
  const id = await open('p-3')
  expect(await issue(authorise(id, 'p-3', 'wallet-declined'))).toBe('INSTRUMENT_DECLINED')
  await authorise(id, 'p-3:2')
  expect(await issue(authorise(id, 'p-3:3'))).toBe('ORDER_ALREADY_AUTHORIZED')
})

it('the same request id answers the same, and makes no second order', async () => {
  expect(await open('p-4')).toBe(await open('p-4'))
})

it('wrong credentials and no token get nothing', async () => {
  const answer = await fetch(sandbox.url('/v2/checkout/orders/X'))
  expect(answer.status).toBe(401)
  const token = await fetch(sandbox.url('/v1/oauth2/token'), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('paypal-client:guessed')}` },
  })
  expect(token.status).toBe(401)
})

it('an authorisation without a response is found in its order, after a restart too', async () => {
  const id = await open('p-5')
  await sandbox.fault('paypal', { kind: 'timeout', next: 1 })
  await expect(authorise(id, 'p-5', 'wallet-1', 300)).rejects.toThrow()
  await sandbox.restart()
  const { result } = await paypal().orders.getOrder({ id })
  const [made] = result.purchaseUnits?.[0]?.payments?.authorizations ?? []
  expect(made?.status).toBe('CREATED')
})

it('5xx takes nothing, then all is well; a decline on demand; down for everything', async () => {
  const id = await open('p-6')
  await sandbox.fault('paypal', { kind: 'error5xx', next: 1 })
  await expect(authorise(id, 'p-6')).rejects.toMatchObject({ statusCode: 500 })
  await sandbox.fault('paypal', { kind: 'decline', next: 1 })
  expect(await issue(authorise(id, 'p-6'))).toBe('INSTRUMENT_DECLINED')
  await authorise(id, 'p-6:2')
  await sandbox.fault('paypal', { kind: 'down' })
  await expect(paypal().orders.getOrder({ id })).rejects.toThrow()
})

it('webhooks are signed by the key of the certificate that they name', async () => {
  const authorizationId = await authorised('p-7')
  const isOurs = ({ path, body }: Arrived) =>
    path === '/webhooks/paypal' && body.includes(authorizationId)
  const [arrived] = await sandbox.receiver.some(1, isOurs)
  const header = (name: string) => String(arrived?.headers[name])
  const url = new URL(header('paypal-cert-url'))
  expect(url.origin).toBe('https://api.sandbox.paypal.com')
  const pem = await (await fetch(sandbox.url(url.pathname))).text()
  const { publicKey } = new X509Certificate(pem)
  const holds = (webhookId: string) =>
    createVerify('RSA-SHA256')
      .update(
        [
          header('paypal-transmission-id'),
          header('paypal-transmission-time'),
          webhookId,
          crc32(arrived?.body ?? ''),
        ].join('|'),
      )
      .verify(publicKey, header('paypal-transmission-sig'), 'base64')
  expect(holds(settings.PAYPAL_WEBHOOK_ID)).toBe(true)
  expect(holds('WH-another')).toBe(false)
  expect(JSON.parse(arrived?.body ?? '')).toMatchObject({
    event_type: 'PAYMENT.AUTHORIZATION.CREATED',
    resource: { custom_id: 'p-7', status: 'CREATED' },
  })
})
