import type { Log } from '@stoa/service'
import type { ParcelSimulator } from './carriers/parcel-simulator.ts'
import type { Config } from './config.ts'
import type { PerformDeps } from './faults/perform.ts'
import type { WebhookKey } from './paypal/webhook-key.ts'
import type { Keyring } from './tokens/keys.ts'

export interface Deps extends PerformDeps {
  readonly env: Config
  readonly log: Log
  readonly now: () => Date
  readonly keyring: Keyring
  readonly paypalKey: WebhookKey
  readonly simulator: ParcelSimulator
  /** Throws while the database cannot be reached. */
  readonly ready: () => Promise<void>
}
