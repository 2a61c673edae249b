import type { Carrier, CarrierLimits } from '@stoa/contracts'
import type { Outbox } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Carriers } from './clients/carrier.ts'
import type { Parcel } from './parcel.ts'
import type { Database } from './tables.ts'
import type { Published } from './topology.ts'

export interface Deps {
  readonly db: Db<Database>
  readonly outbox: Outbox<Published>
  readonly log: Log
  readonly now: () => Date
  readonly nextFleetNumber: () => Promise<string>
  readonly carriers: Carriers
  readonly limits: Readonly<Record<Carrier, CarrierLimits>>
  /** How long the carrier worker may take for a parcel's task before another may take it over. */
  readonly leaseMs: number
  /** Hands parcels whose task was just committed to this process's carrier worker, under their lease. */
  readonly begin: (parcels: readonly Parcel[], leasedAtMs: number) => void
  /** Has the carrier worker claim tasks that were just committed as due. */
  readonly claimNow: () => void
  readonly webhookSecrets: { readonly fedex: string; readonly ups: string }
}
