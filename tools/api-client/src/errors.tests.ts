import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyFaults } from '@stoa/mesh'
import { until } from '@stoa/run'
import { repositoryRoot } from '@stoa/topology'
import { beforeAll, expect, test } from 'vitest'
import type { OpenPlatform } from '../test/open-platform.ts'
import { deviationOf } from './deviation.ts'
import type { OpenApi } from './document.ts'

const file = join(repositoryRoot, 'services/gateway/platform.openapi.json')
const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApi
const samples: Readonly<Record<string, string>> = {
  orderId: '019d2f6c-41a0-7c3e-9b52-6f0e8a7d1c34',
  ...{ customerId: 'me', sku: 'NONE-01', name: 'home', receiptId: 'none', kid: 'none' },
  paymentId: 'bank-1',
}
const sampleOf = (template: string) =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => samples[name] ?? '')
const operations = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...{ name: `${method.toUpperCase()} ${template}`, operation },
    ...{ method: method.toUpperCase(), path: sampleOf(template) },
  })),
)
const withBody = operations.filter(({ operation }) => operation.requestBody)
const paths = Object.entries(document.paths)
  .filter(([template]) => template.startsWith('/v1/'))
  .map(([template, methods]) => ({
    ...{ template, path: sampleOf(template) },
    methods: Object.keys(methods).map((method) => method.toUpperCase()),
  }))

/** Sends requests that are refused. It leaves every service unreachable. */
export function errorTests(given: () => OpenPlatform): void {
  let open: OpenPlatform
  let token: string
  beforeAll(async () => {
    open = given()
    token = await open.edge.token('me', 'customer', 'operator', 'order-manager')
  })

  interface Sent {
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly token?: string | null
  }

  /** The answer, with why it is not a problem as the document promises: its fields, a trace id, and no other page's text. */
  async function problemOf(method: string, path: string, { headers, body, ...sent }: Sent = {}) {
    const authorization = sent.token === null ? {} : { authorization: `Bearer ${token}` }
    const answer = await fetch(`${open.platform.urls.edge}${path}`, {
      method,
      headers: { ...authorization, ...headers },
      ...(body !== undefined && { body }),
    })
    const text = await answer.text()
    const { status } = answer
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem = JSON.parse(text)
    expect(problem).toMatchObject({ status, traceId: expect.stringMatching(/^[0-9a-f-]{32,36}$/) })
    return { status, problem, text, headers: answer.headers }
  }

  /** The same, for an operation of the document. */
  async function documentedProblemOf(method: string, path: string, sent: Sent = {}) {
    const { status, headers, text, problem } = await problemOf(method, path, sent)
    expect(deviationOf(document, { method, path, status, headers, text })).toBeUndefined()
    return { status, headers, problem }
  }

  const json = { 'content-type': 'application/json', 'idempotency-key': 'errors' }

  test.each(operations.filter(({ operation }) => operation.security))(
    '401 for $name without a token',
    async ({ method, path }) => {
      const { status, headers } = await documentedProblemOf(method, path, { token: null })
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toBe('Bearer')
    },
  )

  test.each(withBody)('400, 413, 415 and 422 for $name', async ({ method, path }) => {
    const statusOf = async (sent: Sent) => (await documentedProblemOf(method, path, sent)).status
    const text = { ...json, 'content-type': 'text/plain' }
    expect(await statusOf({ headers: json, body: '{' })).toBe(400)
    expect(await statusOf({ headers: json, body: `"${'x'.repeat(600 * 1024)}"` })).toBe(413)
    expect(await statusOf({ headers: text, body: '{}' })).toBe(415)
    expect(await statusOf({ headers: json, body: '{"nothing":1}' })).toBe(422)
  })

  test.each(paths)('405 for every other method of $template', async ({ path, methods }) => {
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !methods.includes(one))
    for (const method of others) {
      const { status, headers, problem } = await problemOf(method, path)
      expect({ method, status }).toEqual({ method, status: 405 })
      expect(problem).toMatchObject({ code: 'method_not_allowed' })
      expect(headers.get('allow')?.split(', ').toSorted()).toEqual(methods.toSorted())
    }
  })

  test.each([
    ...['/v1/nothing', '/v1/orders/', '/v1/orders/a/b/c', '/v1/products/a/b', '/v1/rates/a'],
    ...['/v1/customers', '/v1/payments', '/v1/parcels/a/label.svg', '/v1/oauth2/token'],
  ])('404 for %s, whatever the method', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, problem } = await problemOf(method, path)
      expect({ method, status }).toEqual({ method, status: 404 })
      expect(problem).toMatchObject({ code: 'not_found' })
    }
  })

  test('503 with Retry-After for every operation whose service cannot be reached', async () => {
    const socket = open.platform.state.meshSocket ?? ''
    const faults = readdirSync(join(repositoryRoot, 'mesh/istio/faults'))
    await applyFaults(
      socket,
      faults.filter((name) => name.endsWith('-down.yaml') && name !== 'sandbox-down.yaml'),
    )
    for (const { name, method, path, operation } of operations) {
      const sent = operation.requestBody ? { headers: json, body: '{}' } : {}
      await until(`503 for ${name}`, async () => {
        const answer = await fetch(`${open.platform.urls.edge}${path}`, {
          method,
          headers: { authorization: `Bearer ${token}` },
        })
        return answer.status === 503
      })
      const { status, headers } = await documentedProblemOf(method, path, sent)
      expect({ name, status }).toEqual({ name, status: 503 })
      expect(headers.get('retry-after')).toBe('1')
    }
  })
}
