import { timingSafeEqual } from 'node:crypto'
import { hmacHex } from '../webhooks/sign.ts'

/** Access tokens of one simulated API: signed and with their expiry, so that none has to be stored. */
export interface Access {
  readonly ttlSeconds: number
  /** Undefined for a wrong client id or secret. */
  issue(clientId: string | undefined, clientSecret: string | undefined): string | undefined
  holds(authorization: string | undefined): boolean
}

const same = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export function createAccess(
  client: { readonly id: string; readonly secret: string },
  now: () => Date,
  ttlSeconds = 3_600,
): Access {
  let proven = { authorization: '', untilMs: 0 }
  return {
    ttlSeconds,
    issue(clientId = '', clientSecret = '') {
      if (!same(clientId, client.id) || !same(clientSecret, client.secret)) return undefined
      const end = String(Math.floor(now().getTime() / 1000) + ttlSeconds)
      return `${end}.${hmacHex(client.secret, end)}`
    },
    holds(authorization = '') {
      if (authorization === proven.authorization) return proven.untilMs > now().getTime()
      const [, end = '', mac = ''] = /^Bearer (\d+)\.([0-9a-f]{64})$/i.exec(authorization) ?? []
      if (!same(mac, hmacHex(client.secret, end))) return false
      proven = { authorization, untilMs: Number(end) * 1000 }
      return proven.untilMs > now().getTime()
    },
  }
}

export function basicOf(authorization: string | undefined): [string?, string?] {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
  const text = encoded && Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text ? text.indexOf(':') : -1
  return text && colon >= 0 ? [text.slice(0, colon), text.slice(colon + 1)] : []
}
