import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requestJson } from '@stoa/load'
import { until } from '@stoa/run'
import { repositoryRoot } from '@stoa/topology'
import { beforeAll, expect, test } from 'vitest'
import type { OpenPlatform } from '../test/open-platform.ts'
import { checkedFetch } from './checked-fetch.ts'
import { type OpenApi, operationNames } from './document.ts'
import { clientFolder, generateClient } from './generate.ts'

const examples = join(import.meta.dirname, '../examples')

/** Sends every operation with the generated client. */
export function clientTests(given: () => OpenPlatform): void {
  let open: OpenPlatform
  let url: string
  let document: OpenApi
  let etag: string

  beforeAll(async () => {
    open = given()
    url = open.platform.urls.edge ?? ''
    const answer = await fetch(`${url}/openapi.json`)
    expect(answer.status).toBe(200)
    etag = answer.headers.get('etag') ?? ''
    document = (await answer.json()) as OpenApi
    const file = join(open.home, 'openapi.json')
    writeFileSync(file, JSON.stringify(document))
    await generateClient(file)
  })

  test('the document is public, and 304 while it is unchanged, as it says of itself', async () => {
    const answers = checkedFetch(document)
    expect((await answers.fetch(`${url}/openapi.json`)).status).toBe(200)
    const headers = { 'if-none-match': etag }
    expect((await answers.fetch(`${url}/openapi.json`, { headers })).status).toBe(304)
    expect(answers.deviations).toEqual([])
  })

  test('the generated client compiles, and refuses requests that the document does not allow', () => {
    const tsc = join(repositoryRoot, 'node_modules/.bin/tsc')
    execFileSync(tsc, ['--noEmit', '-p', examples], { encoding: 'utf8' })
  })

  test('an answer that the document does not promise is found (control)', async () => {
    const misleading = structuredClone(document) as { paths: OpenApi['paths'] }
    const { responses } = misleading.paths['/v1/products']?.get ?? { responses: {} }
    delete (responses as Record<string, unknown>)['200']
    const answers = checkedFetch(misleading)
    await answers.fetch(`${url}/v1/products`)
    expect(answers.deviations).toEqual(['GET /v1/products: 200: the document has no answer 200'])
  })

  test('every operation works with the generated client, and every answer is as documented', async () => {
    const { edge } = open
    const { createClient } = await import(join(clientFolder, 'client/index.ts'))
    const { fillShop, buyAndRefund, cancel, keepBooks, revokeQuoteKey } = await import(
      join(examples, 'every-operation.ts')
    )
    const answers = checkedFetch(document)
    const clientOf = (auth?: string) =>
      createClient({ baseUrl: url, fetch: answers.fetch, auth: () => auth })
    const fault = (method: 'PUT' | 'DELETE', body?: string) =>
      requestJson(edge, { method, path: '/sandbox/faults/fedex', ...(body && { body }) })
    const given = {
      customerId: 'ada',
      visitor: clientOf(),
      customer: clientOf(await edge.token('ada', 'customer', 'trade')),
      operator: clientOf(await edge.token('me', 'operator')),
      until: async <T>(read: () => Promise<T>, isDone: (value: T) => boolean) => {
        let last: T | undefined
        await until('the expected value', async () => {
          last = await read()
          return isDone(last)
        })
        return last as T
      },
      holdFedEx: async () => {
        await fault('PUT', '{"kind":"down"}')
        return () => fault('DELETE')
      },
    }
    await fillShop(given)
    await buyAndRefund(given)
    await cancel(given)
    await keepBooks(given)
    await revokeQuoteKey(given)
    await answers.fetch(`${url}/openapi.json`)
    expect(answers.deviations).toEqual([])
    // They need an order on hold, a reversal or a failing event: tests of their services compare their successes with the document.
    const refused = [
      'POST /v1/orders/{orderId}/resume',
      'POST /v1/orders/{orderId}/settle',
      'POST /v1/parcels/{orderId}/settle-left',
      'POST /v1/reversals/write-off',
      'POST /v1/reconciliations/failing-events/discard',
    ]
    const worked = operationNames(document).filter((name) => !refused.includes(name))
    expect(worked.filter((name) => !answers.succeeded.has(name))).toEqual([])
  })
}
