import { generateKeyPairSync, sign } from 'node:crypto'
import { request } from 'node:https'
import type { TokenKind } from '../probe.ts'
import type { Address } from './http.ts'

export type Tokens = Readonly<Record<TokenKind, string>>

const subject = { sub: 'probe', roles: ['customer'] }

/** A token of each kind. The issuer behind the edge issues the valid and the expired one; the others are forged here. */
export async function tokensFrom(edge: Address): Promise<Tokens> {
  const valid = await requestToken(edge, { ...subject, ttlSeconds: 600 })
  const expired = await requestToken(edge, { ...subject, ttlSeconds: -600 })
  const [head = '', payload = ''] = valid.split('.')
  const [header, claims] = [decoded(head), decoded(payload)]
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const forged = (changes: object) => {
    const text = `${encoded(header)}.${encoded({ ...claims, ...changes })}`
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  return {
    ...{ valid, expired },
    'signed with an unknown key': forged({}),
    'from another issuer': forged({ iss: 'https://elsewhere.test' }),
    'for another audience': forged({ aud: 'elsewhere' }),
    malformed: `probe.${valid}`,
  }
}

const decoded = (part: string): object => JSON.parse(Buffer.from(part, 'base64url').toString())
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const requestToken = ({ host, port }: Address, claims: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const call = request(
      {
        ...{ host, port, method: 'POST', path: '/oauth/token', agent: false },
        ...{ rejectUnauthorized: false, servername: 'localhost' },
        headers: { host: 'localhost', 'content-type': 'application/json' },
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk
        })
        response.on('end', () => {
          const token = response.statusCode === 200 ? JSON.parse(body).access_token : undefined
          if (typeof token === 'string') resolve(token)
          else
            reject(
              new Error(
                `requesting a token at the edge failed with status ${response.statusCode}: ${body}`,
              ),
            )
        })
      },
    )
    call.on('error', reject)
    call.end(JSON.stringify(claims))
  })
