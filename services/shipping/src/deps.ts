import type { Outbox } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Carriers } from './clients/carrier.ts'
import type { Desk } from './desk.ts'
import type { Database } from './tables.ts'
import type { Published } from './topology.ts'

export interface Deps {
  readonly db: Db<Database>
  readonly outbox: Outbox<Published>
  readonly log: Log
  readonly now: () => Date
  readonly nextFleetNumber: () => Promise<string>
  readonly carriers: Carriers
  readonly desk: Desk
  readonly webhookSecrets: { readonly fedex: string; readonly ups: string }
}
