import type { Client } from '@stoa/client'
import type { Log } from '@stoa/service'

export interface Deps {
  readonly log: Log
  readonly orders: Client
  readonly payments: Client
  readonly shipping: Client
}
