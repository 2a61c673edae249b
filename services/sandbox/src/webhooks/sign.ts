import { createHmac } from 'node:crypto'

export const hmacHex = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex')

/** `t=<seconds>,v1=<HMAC of "t.body">`, as Stripe signs. */
export const stripeSignature = (secret: string, body: string, now: Date): string => {
  const t = Math.floor(now.getTime() / 1000)
  return `t=${t},v1=${hmacHex(secret, `${t}.${body}`)}`
}
