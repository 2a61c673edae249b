import type { Edge, EdgeRequest } from '@stoa/load'

type Role = Parameters<Edge['token']>[1]

/** Who sends a request: nobody, or a subject with roles; or a token that no issuer signed. */
export type Sender =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'subject'; readonly subject: string; readonly roles: readonly Role[] }
  | { readonly kind: 'forger' }

/** A request and the only statuses that a platform may answer it with. */
export interface ExpectedAnswer {
  readonly title: string
  readonly from: Sender
  readonly request: Pick<EdgeRequest, 'method' | 'path' | 'body' | 'idempotencyKey'>
  readonly expected: number
}

const nobody: Sender = { kind: 'nobody' }
const forger: Sender = { kind: 'forger' }
const subject = (name: string, ...roles: Role[]): Sender => ({
  ...{ kind: 'subject', subject: name, roles },
})

/** What the edge and the services must answer, given an order of `customer`. */
export function expectedAnswers(orderId: string, customer: string): readonly ExpectedAnswer[] {
  const own = `/v1/orders/${orderId}`
  const read = (title: string, from: Sender, path: string, expected: number): ExpectedAnswer => ({
    ...{ title, from, expected, request: { method: 'GET', path } },
  })
  return [
    read('a stranger reads the products', nobody, '/v1/products', 200),
    read('a stranger reads an order', nobody, own, 401),
    read('a token that nobody signed reads an order', forger, own, 401),
    read('a customer reads its order', subject(customer, 'customer'), own, 200),
    read('a customer reads the order of another', subject('somebody-else', 'customer'), own, 404),
    read('a customer reads all orders', subject(customer, 'customer'), '/v1/orders/changes', 403),
    read('a path that is none', subject(customer, 'customer'), '/v1/nothing', 404),
    {
      ...{ title: 'a customer changes products', from: subject(customer, 'customer') },
      request: { method: 'PUT', path: '/v1/products', body: '[]' },
      expected: 403,
    },
    {
      ...{ title: 'a method that the path does not have', from: subject(customer, 'customer') },
      request: { method: 'DELETE', path: own },
      expected: 405,
    },
    {
      ...{ title: 'an order of nothing', from: subject(customer, 'customer') },
      request: { method: 'POST', path: '/v1/orders', body: '{}' },
      expected: 422,
    },
  ]
}

export interface Answer {
  readonly request: string
  readonly expected: number
  readonly received: number
  readonly ok: boolean
}

/** A token of the right form that is signed by nobody's key. */
const forged = [
  { alg: 'ES256', typ: 'JWT' },
  { sub: 'forger', roles: ['operator'] },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('c2lnbmF0dXJl')
  .join('.')

async function tokenOf(edge: Pick<Edge, 'token'>, from: Sender): Promise<string | undefined> {
  switch (from.kind) {
    case 'nobody':
      return undefined
    case 'forger':
      return forged
    case 'subject':
      return edge.token(from.subject, ...from.roles)
  }
}

/** Sends each request once, one after the other. */
export async function sendAll(
  edge: Pick<Edge, 'request' | 'token'>,
  all: readonly ExpectedAnswer[],
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const { title, from, request, expected } of all) {
    const token = await tokenOf(edge, from)
    const { status } = await edge.request({ ...request, ...(token !== undefined && { token }) })
    answers.push({ request: title, expected, received: status, ok: status === expected })
  }
  return answers
}
