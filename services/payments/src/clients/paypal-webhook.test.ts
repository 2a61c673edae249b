import 'reflect-metadata'
import { createSign, type KeyObject, randomUUID, webcrypto } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { X509CertificateGenerator } from '@peculiar/x509'
import { beforeAll, expect, it } from 'vitest'
import { paypalResult, paypalWebhookReader } from './paypal-webhook.ts'
import type { Transport } from './transport.ts'

/** As the chart has it: the mesh makes the connection to PayPal. */
const url = 'http://api-m.paypal.com'
const certificate = 'CERT-360caa42-fca2a594-ab66f33d'
const certUrl = `https://api.paypal.com/v1/notifications/certs/${certificate}`
const orderId = randomUUID()
const refundId = randomUUID()
const now = new Date()
let pem = ''
let privateKey: KeyObject
let fetched: string[] = []

beforeAll(async () => {
  const algorithm = {
    ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 },
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const notAfter = new Date(now.getTime() + 3_600_000)
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=test', keys, notBefore: new Date(now.getTime() - 60_000), notAfter },
    webcrypto as Crypto,
  )
  pem = certificate.toString('pem')
  const { KeyObject: Keys } = await import('node:crypto')
  privateKey = Keys.from(keys.privateKey)
})

const reader = () => {
  fetched = []
  const transport: Transport = {
    url,
    timeoutMs: 1_000,
    send: async (_, path) => {
      fetched.push(path)
      return { status: 200, headers: {}, text: pem }
    },
    close: async () => undefined,
  }
  return paypalWebhookReader(transport, 'WEBHOOK-1')
}
const body = JSON.stringify({
  ...{ id: 'WH-1', event_type: 'PAYMENT.AUTHORIZATION.CREATED' },
  resource: { id: 'AUTH-1', custom_id: orderId, status: 'CREATED' },
})
const headersOf = (more: Record<string, string> = {}, webhookId = 'WEBHOOK-1') => {
  const [id, time] = ['T-1', now.toISOString()]
  const text = `${id}|${time}|${webhookId}|${crc32(body)}`
  const headers: Record<string, string> = {
    ...{ 'paypal-transmission-id': id, 'paypal-transmission-time': time },
    'paypal-transmission-sig': createSign('RSA-SHA256').update(text).sign(privateKey, 'base64'),
    ...{ 'paypal-auth-algo': 'SHA256withRSA', 'paypal-cert-url': certUrl, ...more },
  }
  return (name: string) => headers[name]
}

it('a webhook whose signature holds is read', async () => {
  const notice = await reader()(body, headersOf(), now)
  expect(notice).toMatchObject({ eventId: 'WH-1', result: { orderId, step: 'authorise' } })
})

it.each([
  'api.paypal.com',
  'api-m.paypal.com',
  'api.sandbox.paypal.com',
  'api-m.sandbox.paypal.com',
])('a webhook with a certificate at %s is read', async (host) => {
  const address = `https://${host}/v1/notifications/certs/${certificate}`
  const notice = await reader()(body, headersOf({ 'paypal-cert-url': address }), now)
  expect(notice).toMatchObject({ eventId: 'WH-1' })
})

it('a certificate is fetched once, from the API that payments are made at', async () => {
  const read = reader()
  await read(body, headersOf(), now)
  await read(body, headersOf(), now)
  expect(fetched).toEqual([`/v1/notifications/certs/${certificate}`])
})

it.each([
  ['another body', `${body} `, {}, 'WEBHOOK-1', now],
  ['another webhook', body, {}, 'WEBHOOK-2', now],
  ['no signature', body, { 'paypal-transmission-sig': '' }, 'WEBHOOK-1', now],
  ['another algorithm', body, { 'paypal-auth-algo': 'none' }, 'WEBHOOK-1', now],
  ['another time', body, { 'paypal-transmission-time': 'x' }, 'WEBHOOK-1', now],
  ['an outdated certificate', body, {}, 'WEBHOOK-1', new Date(now.getTime() + 7_200_000)],
])('%s is refused', async (_, text, headers, webhookId, at) => {
  expect(await reader()(text, headersOf(headers, webhookId), at)).toBeUndefined()
})

it.each([
  'https://evil.test/v1/notifications/certs/CERT-1',
  'https://api.paypal.com.evil.test/v1/notifications/certs/CERT-1',
  'https://api.paypal.com@evil.test/v1/notifications/certs/CERT-1',
  'https://www.paypal.com/v1/notifications/certs/CERT-1',
  'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
  'http://api.paypal.com/v1/notifications/certs/CERT-1',
  `${url}/v1/notifications/certs/CERT-1`,
  'https://api.paypal.com/v1/notifications/certs/../../sandbox',
  'https://api.paypal.com/v1/notifications/certs/CERT-1?x=1',
  'https://api.paypal.com/v1/notifications/certs/',
  'https://api.paypal.com/v2/checkout/orders/CERT-1',
  '',
])('no certificate is fetched for %s', async (address) => {
  const read = reader()
  expect(await read(body, headersOf({ 'paypal-cert-url': address }), now)).toBeUndefined()
  expect(fetched).toEqual([])
})

it.each([
  ['PAYMENT.CAPTURE.COMPLETED', orderId, 'COMPLETED', { step: 'capture', captureRef: 'R' }],
  ['PAYMENT.AUTHORIZATION.VOIDED', orderId, 'VOIDED', { step: 'void' }],
  ['PAYMENT.CAPTURE.REFUNDED', `${orderId}/${refundId}`, 'COMPLETED', { step: 'refund', refundId }],
  [
    'PAYMENT.CAPTURE.REFUNDED',
    `${orderId}/${refundId}`,
    'PENDING',
    { step: 'refund', is: 'pending' },
  ],
  ['PAYMENT.REFUND.PENDING', `${orderId}/${refundId}`, 'PENDING', { refundId, is: 'pending' }],
  ['PAYMENT.REFUND.FAILED', `${orderId}/${refundId}`, 'FAILED', { refundId, is: 'refused' }],
  ['PAYMENT.CAPTURE.PENDING', orderId, 'PENDING', { step: 'capture', is: 'pending' }],
  ['PAYMENT.CAPTURE.DENIED', orderId, 'DECLINED', { step: 'capture', is: 'refused', ref: 'R' }],
  ['PAYMENT.CAPTURE.DECLINED', orderId, 'DECLINED', { step: 'capture', is: 'refused', ref: 'R' }],
  ['PAYMENT.AUTHORIZATION.CREATED', orderId, 'CREATED', { step: 'authorise', ref: 'R' }],
  ['PAYMENT.AUTHORIZATION.CREATED', orderId, 'PENDING', undefined],
  [
    'PAYMENT.AUTHORIZATION.CREATED',
    orderId,
    'DENIED',
    { step: 'authorise', is: 'declined', reason: 'authorisation_denied' },
  ],
  ['PAYMENT.CAPTURE.COMPLETED', 'not ours', 'COMPLETED', undefined],
])('%s of %s (%s)', (type, custom_id, status, expected) => {
  const found = paypalResult(type, { id: 'R', custom_id, status })
  if (expected) expect(found).toMatchObject({ orderId, is: 'done', ...expected })
  else expect(found).toBeUndefined()
})

it.each(['CHECKOUT.ORDER.APPROVED', 'CHECKOUT.PAYMENT-APPROVAL.REVERSED'])(
  '%s has PayPal asked about the order',
  (type) => {
    const result = paypalResult(type, { purchase_units: [{ custom_id: orderId }] })
    expect(result).toMatchObject({ orderId, step: 'authorise', is: 'acted' })
  },
)

it('a reversal has an id, an amount and its capture', () => {
  const href = 'https://api-m.paypal.com/v2/payments/captures/CAP-1'
  const taken = {
    ...{ id: 'REV', custom_id: orderId, status: 'COMPLETED', links: [{ rel: 'up', href }] },
    amount: { currency_code: 'GBP', value: '1.00' },
  }
  expect(paypalResult('PAYMENT.CAPTURE.REVERSED', taken)).toMatchObject({
    ...{ orderId, step: 'reversal', is: 'reversed', ref: 'REV', captureRef: 'CAP-1' },
    money: { amountMinor: 100, currency: 'GBP' },
  })
})

it('a refund with the custom id of its capture was made on PayPal’s site', () => {
  const href = 'https://api-m.paypal.com/v2/payments/captures/CAP-1'
  const made = {
    ...{ id: 'R', custom_id: orderId, status: 'COMPLETED', links: [{ rel: 'up', href }] },
    amount: { currency_code: 'GBP', value: '2.50' },
  }
  expect(paypalResult('PAYMENT.CAPTURE.REFUNDED', made)).toMatchObject({
    ...{ orderId, step: 'refund', is: 'done', ref: 'R' },
    external: { amountMinor: 250, currency: 'GBP', captureRef: 'CAP-1' },
  })
})

it.each([
  ['in part', { currency_code: 'GBP', value: '2.00' }, 200],
  ['in full', { currency_code: 'GBP', value: '5.00' }, 500],
  ['with more than was disputed', { currency_code: 'GBP', value: '5.20' }, 500],
  ['in another currency', { currency_code: 'USD', value: '2.00' }, undefined],
  ['without an amount', undefined, undefined],
])('a dispute that the buyer won %s', (_, amount_refunded, lostMinor) => {
  const dispute = {
    ...{ dispute_id: 'PP-D-1', disputed_transactions: [{ custom: orderId }], status: 'RESOLVED' },
    dispute_amount: { currency_code: 'GBP', value: '5.00' },
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded },
  }
  const result = paypalResult('CUSTOMER.DISPUTE.RESOLVED', dispute)
  expect(result?.is === 'disputed' && result.report).toMatchObject({ status: 'lost', lostMinor })
})
