import 'reflect-metadata'
import { createPrivateKey, createSign, type KeyObject, randomUUID, webcrypto } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { X509CertificateGenerator } from '@peculiar/x509'
import type { Store } from '../state/store.ts'

/** The key that signs webhooks, and its certificate. */
export interface WebhookKey {
  readonly name: string
  readonly pem: string
  readonly privateKey: KeyObject
}

interface Kept {
  readonly name: string
  readonly pem: string
  readonly privatePem: string
}

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}
const years = 10

async function makeKey(now: Date): Promise<Kept> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const notAfter = new Date(now)
  notAfter.setFullYear(now.getFullYear() + years)
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=messageverificationcerts.sandbox.stoa.test', keys, notBefore: now, notAfter },
    webcrypto as Crypto,
  )
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const privatePem = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
  return { name: `CERT-${randomUUID()}`, pem: certificate.toString('pem'), privatePem }
}

/** Created on the first start and stored, so that certificates which clients have cached stay valid. */
export async function openWebhookKey(store: Store, now: Date): Promise<WebhookKey> {
  const collection = store.collection<Kept>('paypal_webhook_key')
  const key = (await collection.load('paypal_webhook_key')) ?? (await makeKey(now))
  await store.write([collection.row('paypal_webhook_key', key)])
  return { name: key.name, pem: key.pem, privateKey: createPrivateKey(key.privatePem) }
}

export interface Signing {
  readonly key: WebhookKey
  readonly webhookId: string
  /** Address of the certificate, without its name. */
  readonly certificates: string
}

export function paypalHeaders(signing: Signing, transmissionId: string, body: string, now: Date) {
  const { key, webhookId, certificates } = signing
  const time = now.toISOString()
  const signed = `${transmissionId}|${time}|${webhookId}|${crc32(body)}`
  return {
    'paypal-transmission-id': transmissionId,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': createSign('RSA-SHA256')
      .update(signed)
      .sign(key.privateKey, 'base64'),
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-cert-url': `${certificates}/${key.name}`,
  }
}
