import { createOutbox } from '@stoa/events'
import { freshDatabase } from '@stoa/postgres'
import { primaryReads } from '@stoa/postgres/replica'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'

export const as = (role: string): Record<string, string> => ({
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub: 'staff', roles: [role] })).toString(
    'base64url',
  ),
  'x-forwarded-client-cert': `By=spiffe://x;URI=spiffe://${edge}`,
})

export const mug = { name: 'Mug, red', priceMinor: 295, currency: 'GBP', weightGrams: 300 }

export type TestCatalog = Awaited<ReturnType<typeof openTestCatalog>>

/** The service on a database of its own; tests set its time through `clock`. */
export async function openTestCatalog(server: string | undefined) {
  const { db, drop } = await freshDatabase<Database>(server, migrations)
  const clock = new Date()
  const deps: Deps = {
    outbox: createOutbox(topology),
    ...{ db, replicas: primaryReads(db) },
    log: createLog('catalog', 'silent'),
    now: () => new Date(clock),
    newId: uuidv7,
    quoteKeyDays: 90,
  }
  const app = createApp(deps, { trustedForwarders: [edge], ready: async () => undefined })
  return {
    deps,
    app,
    clock,
    close: drop,
    async reset() {
      clock.setTime(Date.now())
      await sql`truncate products, quote_keys, outbox`.execute(db)
    },
    send: (method: string, path: string, body: unknown, headers = as('sales')) =>
      app.request(path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: async (path: string): Promise<unknown> => (await app.request(path)).json(),
    /** The data of the events of this type in the outbox, in order. */
    async announced(type: string): Promise<unknown[]> {
      const { rows } = await sql<{ data: unknown }>`
        select e->'data' as data
        from outbox o, jsonb_array_elements(o.payload::jsonb) with ordinality as a (e, n)
        where o.subject = ${type} order by o.id, n`.execute(db)
      return rows.map(({ data }) => data)
    },
  }
}
