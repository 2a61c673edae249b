import fc from 'fast-check'
import type { Claims, Token } from '../../src/index.ts'
import * as world from './world.ts'

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
    fc.array(fc.constantFrom(...world.segments), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(...world.queries, '', '', ''),
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

/** One request in a small world; `tokens` are the ones that may stand in it. */
export const requests = (tokens: readonly SignedToken[]): fc.Arbitrary<GeneratedRequest> =>
  fc.record({
    identity: fc.constantFrom(...world.identities),
    address: fc.constantFrom(...world.clientAddresses),
    forwardedFor: fc.constantFrom(...world.forwardedFor),
    sni: fc.constantFrom(...world.serverNames),
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
    host: fc.constantFrom(...world.hosts),
    headers: fc
      .tuple(
        fc.dictionary(
          fc.constantFrom(...world.headerNames.map((name) => name.toLowerCase())),
          fc.constantFrom(...world.headerValues),
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
