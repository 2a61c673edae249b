import type { Client } from '@stoa/client'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { sql } from 'kysely'
import { createParcelSimulator } from './carriers/parcel-simulator.ts'
import { trackingWebhook } from './carriers/tracking-webhook.ts'
import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import { createFaultRegistry } from './faults/faults.ts'
import { openWebhookKey } from './paypal/webhook-key.ts'
import { openStore } from './state/store.ts'
import type { Tables } from './tables.ts'
import { openKeyring } from './tokens/keys.ts'
import { createWebhooks } from './webhooks/send.ts'

export interface WireOptions {
  readonly env: Config
  readonly db: Db<Tables>
  readonly log: Log
  readonly now: () => Date
  readonly clients: Readonly<Record<'payments' | 'shipping', Client>>
}

/** Makes all parts of the sandbox, on a migrated database. */
export async function wire({ env, db, log, now, clients }: WireOptions): Promise<Deps> {
  const store = await openStore(db)
  const faults = createFaultRegistry()
  const webhooks = createWebhooks(clients, { log, perSecond: env.WEBHOOKS_PER_SECOND })
  const simulator = createParcelSimulator({
    store,
    faults,
    webhooks,
    now,
    stepMs: env.TRACKING_STEP_MS,
    maxMoving: env.TRACKING_PARCELS,
    webhookOf: (parcel) => trackingWebhook(env, parcel),
  })
  return {
    env,
    log,
    now,
    store,
    faults,
    webhooks,
    simulator,
    inFlight: new Set(),
    keyring: await openKeyring(db, { now, announceMs: env.KEY_ANNOUNCE_MS }),
    paypalKey: await openWebhookKey(store, now()),
    ready: async () => void (await sql`select 1`.execute(db)),
  }
}
