import type { Client } from '@stoa/client'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { sql } from 'kysely'
import { createDepot } from './carriers/depot.ts'
import { trackingHook } from './carriers/hook.ts'
import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import { createFaultBoard } from './faults/faults.ts'
import { openWebhookKey } from './paypal/webhook-key.ts'
import { openStore } from './state/store.ts'
import type { Tables } from './tables.ts'
import { openKeyring } from './tokens/keys.ts'
import { createWebhooks } from './webhooks/send.ts'

export interface Outside {
  readonly env: Config
  readonly db: Db<Tables>
  readonly log: Log
  readonly now: () => Date
  readonly clients: Readonly<Record<'payments' | 'shipping', Client>>
}

/** Everything that the simulated world is made of, on a migrated database. */
export async function wire({ env, db, log, now, clients }: Outside): Promise<Deps> {
  const store = await openStore(db)
  const faults = createFaultBoard()
  const webhooks = createWebhooks(clients, { log, perSecond: env.WEBHOOKS_PER_SECOND })
  const depot = createDepot({
    store,
    faults,
    webhooks,
    now,
    stepMs: env.TRACKING_STEP_MS,
    followed: env.TRACKING_PARCELS,
    hookOf: (parcel) => trackingHook(env, parcel),
  })
  return {
    env,
    log,
    now,
    store,
    faults,
    webhooks,
    depot,
    inFlight: new Set(),
    keyring: await openKeyring(db, { now, announceMs: env.KEY_ANNOUNCE_MS }),
    paypalKey: await openWebhookKey(store, now()),
    ready: async () => void (await sql`select 1`.execute(db)),
  }
}
