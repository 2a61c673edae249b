import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { boxFor, putProducts } from '@stoa/load'
import type { PanelName } from '@stoa/observability'
import type { TestPlatform } from '../test-platform.ts'
import { callDenied } from './denied-calls.ts'
import { replaceListener, withoutLines } from './edit-policy.ts'
import type { AlertId, Fault, Heal } from './fault.ts'
import { keepDown } from './keep-down.ts'
import { lockInbox } from './lock-inbox.ts'
import { repeatedly } from './repeatedly.ts'

/** One service has a second instance, which can be ejected. */
export const replicas: Readonly<Record<string, number>> = { catalog: 2 }

/** With the panels that the kill of each fills. */
const services: Readonly<Record<string, readonly PanelName[]>> = {
  catalog: ['Mesh / Retries'],
  customers: ['Platform overview / Parts of this laptop that are not ready, or ended'],
  gateway: [],
  inventory: ['NATS JetStream / Delivered again', 'Order flow / Delivered again'],
  orders: ['Platform overview / Firing alerts'],
  payments: [],
  shipping: [],
}

const down = (
  name: string,
  processes: readonly string[],
  meant: AlertId,
  fills: readonly PanelName[] = [],
): Fault => ({
  ...{ name, meant, fills },
  how: `kill -9 of ${processes.join(' and ')}, and again whenever it has started`,
  async inject({ shop }) {
    const heals = await Promise.all(processes.map((one) => keepDown(shop.platform, one)))
    return async () => void (await Promise.all(heals.map((heal) => heal())))
  },
})

const killed = ([service, fills]: [string, readonly PanelName[]]): Fault => {
  const { [service]: count = 1 } = replicas
  const others = Array.from({ length: count - 1 }, (_, index) => `${service}-${index + 2}`)
  const meant = { alert: 'ServiceDown', labels: { service } }
  return down(`${service}-killed`, [service, ...others], meant, fills)
}

/** A fault that the sandbox plays in the name of a provider. */
async function providerFault(
  { edge }: TestPlatform,
  provider: string,
  rule: object,
): Promise<Heal> {
  const path = `/sandbox/faults/${provider}`
  const send = async (method: 'PUT' | 'DELETE', body?: object) => {
    const sent = { method, path, ...(body && { body: JSON.stringify(body) }) }
    const { status, text } = await edge.request(sent)
    if (status >= 300) throw new Error(`${method} ${path} was answered with ${status}: ${text}`)
  }
  await send('PUT', rule)
  return () => send('DELETE')
}

const products = (priceMinor: number) =>
  Array.from({ length: 50 }, (_, number) => ({
    ...{ sku: `OUTBOX-${number}`, name: `Piece ${number}`, priceMinor },
    ...{ currency: 'GBP', weightGrams: 50, dimensions: boxFor(50), active: true },
  }))

/** Each with the one alert that is meant for it. Any other page is a fault of an alert or of an inhibition. */
export const faults: readonly Fault[] = [
  // First: services publish again what they have published within half an hour, which takes its time however windows are divided.
  {
    ...{ name: 'lost-broker-store', how: 'the store of the broker is deleted, and it is killed' },
    meant: { alert: 'BrokerStoreLost' },
    fills: ['NATS JetStream / Duplicates'],
    async inject({ shop: { home, platform } }) {
      rmSync(join(home, 'data/nats'), { recursive: true, force: true })
      await platform.kill('nats', 'SIGKILL')
      return () => platform.whenReady('nats')
    },
  },
  ...Object.entries(services).map(killed),
  down('replica-killed', ['catalog-2'], { alert: 'TargetDown', labels: { service: 'catalog' } }, [
    'Mesh / Ejected endpoints',
  ]),
  // Until orders have been missing for so long that OrderVolumeLow would page.
  { ...down('edge-killed', ['edge'], { alert: 'EdgeDown' }), goesOnMs: 25_000 },
  // It plays every provider.
  down('sandbox-killed', ['sandbox'], { alert: 'PaymentProviderFailing' }),
  down('exporter-killed', ['exporter'], { alert: 'TargetDown', labels: { service: 'exporter' } }),
  down('nats-down', ['nats'], { alert: 'BrokerDown' }),
  down('postgres-down', ['postgres'], { alert: 'DatabaseDown' }),
  {
    ...{ name: 'slow-provider', how: 'Stripe carries requests out and answers none' },
    meant: { alert: 'PaymentProviderFailing', labels: { provider: 'stripe' } },
    inject: ({ shop }) => providerFault(shop, 'stripe', { kind: 'timeout' }),
  },
  {
    ...{ name: 'failing-provider', how: 'Stripe answers every request with 500' },
    meant: { alert: 'PaymentProviderFailing', labels: { provider: 'stripe' } },
    fills: ['Business / Failovers'],
    inject: ({ shop }) => providerFault(shop, 'stripe', { kind: 'error5xx' }),
  },
  {
    ...{ name: 'declined-cards', how: 'Stripe declines every card' },
    meant: { alert: 'PaymentSuccessLow', labels: { provider: 'stripe' } },
    fills: ['Business / Declined', 'Order flow / Cancelled, by reason'],
    inject: ({ shop }) => providerFault(shop, 'stripe', { kind: 'decline' }),
  },
  {
    name: 'denied-call',
    how: 'customers calls orders, which no policy permits, and a stranger the edge, without a token',
    meant: { alert: 'DeniedCalls', labels: { source: 'customers', destination: 'orders' } },
    fills: [
      'Security / Denied requests',
      'Security / Denied requests inside the platform',
      'Security / Refused at the edge',
    ],
    async inject({ shop }) {
      const stopCalling = await callDenied(shop, 'customers', 'orders')
      const ask = () => shop.edge.request({ method: 'GET', path: '/v1/orders' })
      const stopAsking = repeatedly(1_000, ask)
      return async () => {
        await Promise.all([stopCalling(), stopAsking()])
      }
    },
  },
  {
    ...{ name: 'blocked-consumer', how: 'a lock for which every handler of inventory waits' },
    meant: { alert: 'ConsumerBehind', labels: { service: 'inventory' } },
    inject: ({ shop }) => lockInbox(shop.platform.state, 'inventory'),
  },
  {
    ...{ name: 'full-outbox', how: 'a policy keeps catalog from the broker while prices change' },
    meant: { alert: 'OutboxStuck', labels: { service: 'catalog' } },
    fills: ['Security / Denied connections to the broker'],
    firesWithinMs: 180_000,
    async inject({ shop, policyDir }) {
      const letIn = await withoutLines(policyDir, 'nats.yaml', /sa\/catalog$/)
      const restoreListener = replaceListener(policyDir, 'nats')
      let priceMinor = 100
      const stop = repeatedly(1_000, () => putProducts(shop.edge, products(++priceMinor)))
      return async () => {
        await Promise.all([stop(), letIn(), restoreListener()])
      }
    },
  },
]
