import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '@stoa/run'
import { queryAsSuperuser } from '@stoa/run/query'
import { headers } from 'nats'
import { openBrokerTap } from './broker-tap.ts'
import type { TracedPlatform } from './traced-platform.ts'

/** What neither a log nor a span nor a metric may hold. */
export const canaries: Readonly<Record<string, string>> = {
  'e-mail address': 'ann.canary@example.org',
  'phone number': '+44 20 7946 0958',
  'street and number': '12 Canary Street',
  token: 'pm_canaryCANARY12345',
  'card number': '4242424242424242',
  password: 'password=hunter2canary',
  "operator's text": 'Canary Person called',
}

const text = Object.values(canaries).join(' ')
const own = { name: text, email: canaries['e-mail address'], phone: canaries['phone number'] }

/** Brings the canaries in by paths, queries, headers, bodies, parameters of SQL and messages, refused and accepted. */
export async function bringIn({ edge, platform }: TracedPlatform): Promise<void> {
  const customer = await edge.token('canary-1', 'customer')
  const operator = await edge.token('canary-2', 'operator')
  const [path, body] = [encodeURIComponent(text), JSON.stringify({ ...own, note: text })]
  const asCustomer = { token: customer, idempotencyKey: path.slice(0, 60), traceparent: path }
  for (const request of [
    { method: 'GET', path: `/v1/${path}?q=${path}` },
    { method: 'GET', path: `/v1/products/${path}?search=${path}` },
    { method: 'GET', path: `/v1/customers/${path}`, ...asCustomer },
    { method: 'PUT', path: '/v1/customers/canary-1', ...asCustomer, body },
    { method: 'PUT', path: `/v1/customers/canary-1/addresses/${path}`, ...asCustomer, body },
    { method: 'POST', path: '/v1/orders', ...asCustomer, body },
    { method: 'POST', path: `/v1/orders/${path}/resume`, token: operator, body },
    { method: 'POST', path: '/v1/webhooks/stripe', body },
  ] as const)
    await edge.request(request)
  const failing = queryAsSuperuser(platform.state, 'customers', 'select $1::uuid', [text])
  await failing.catch(() => undefined)
  const tap = await openBrokerTap(platform.state)
  const brought = headers()
  brought.set('traceparent', text)
  const event = JSON.stringify([{ type: 'inventory.reserve', [text]: text, data: own }])
  await tap.jetstream().publish('inventory.reserve', event, { headers: brought })
  await tap.close()
}

/** Where a canary stands, once what was brought in has been handled. */
export async function foundCanaries(shop: TracedPlatform): Promise<string[]> {
  const [logs, access] = [join(shop.home, 'logs'), join(shop.home, 'access')]
  await until('a dead letter', () =>
    filesIn(logs).some(([, held]) => held.includes('moved to the dead letters')),
  )
  await until('a refusal at the edge', () =>
    filesIn(access).some(([name, held]) => name === 'edge.jsonl' && held.includes('"status":401')),
  )
  let series = ''
  await until('a scrape', async () => {
    const url = new URL('/api/v1/series', shop.platform.urls.prometheus ?? undefined)
    url.searchParams.set('match[]', '{__name__=~".+"}')
    series = await (await fetch(url)).text()
    return series.includes('/v1/customers/:')
  })
  const places: [string, string][] = [
    ...filesIn(logs),
    ...filesIn(access),
    ['spans', JSON.stringify(shop.received.spans())],
    ['series', series],
  ]
  return places.flatMap(([place, held]) =>
    Object.entries(canaries)
      .filter(([, canary]) =>
        [canary, encodeURIComponent(canary)].some((one) => held.includes(one)),
      )
      .map(([name]) => `${place}: ${name}`),
  )
}

const filesIn = (folder: string): [string, string][] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')])
