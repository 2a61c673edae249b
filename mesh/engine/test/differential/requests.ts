import fc from 'fast-check'
import type { Claims, Token } from '../../src/index.ts'
import * as samples from './sample-values.ts'

export interface SignedToken {
  readonly claims: Claims
  readonly valid: boolean
  readonly fault: 'expired' | 'signature'
  readonly text: string
}

export interface PlacedToken {
  readonly token: SignedToken
  readonly at: Token['at']
}

export interface GeneratedRequest {
  readonly identity: string | null
  readonly address: string
  readonly forwardedFor: string | undefined
  readonly sni: string | undefined
  readonly method: string
  readonly path: string
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
  readonly token: PlacedToken | undefined
  readonly authorizer: 'allow' | 'deny'
}

const path = fc
  .tuple(
    fc.array(fc.constantFrom(...samples.segments), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(...samples.queries, '', '', ''),
  )
  .map(([segments, query]) => `/${segments.join('/')}${query}`)

const place: fc.Arbitrary<Token['at']> = fc.constantFrom(
  { header: 'authorization', prefix: 'Bearer ' },
  { header: 'authorization', prefix: 'Bearer ' },
  { header: 'authorization', prefix: 'Token ' },
  { header: 'x-token', prefix: '' },
  { query: 'access_token' },
  { query: 'token' },
  { cookie: 'session' },
)

const preflight = { origin: 'https://a.test', 'access-control-request-method': 'PUT' }

/** A request from the small set of sample values; `tokens` are the tokens that it may have. */
export const requests = (tokens: readonly SignedToken[]): fc.Arbitrary<GeneratedRequest> =>
  fc.record({
    identity: fc.constantFrom(...samples.identities),
    address: fc.constantFrom(...samples.clientAddresses),
    forwardedFor: fc.constantFrom(...samples.forwardedFor),
    sni: fc.constantFrom(...samples.serverNames),
    method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PUT', 'OPTIONS', 'PATCH'),
    path: fc.oneof(
      path,
      fc.constantFrom(
        '/',
        '/v1',
        '/v1/',
        '/v1/orders',
        '/v1/orders/1',
        '/v1/orders/1/admin',
        '/admin',
        '/administrator',
      ),
    ),
    host: fc.constantFrom(...samples.hosts),
    headers: fc
      .tuple(
        fc.dictionary(
          fc.constantFrom(...samples.headerNames.map((name) => name.toLowerCase())),
          fc.constantFrom(...samples.headerValues),
          { maxKeys: 2 },
        ),
        fc.constantFrom({}, {}, {}, preflight, { origin: 'https://a.test' }),
      )
      .map(([own, more]) => ({ ...own, ...more })),
    token: fc.option(fc.record({ token: fc.constantFrom(...tokens), at: place }), {
      nil: undefined,
    }),
    authorizer: fc.constantFrom('allow', 'allow', 'deny'),
  })
