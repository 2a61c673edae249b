import type { Client } from '@stoa/client'
import type { Log } from '@stoa/service'

export interface Deps {
  readonly log: Log
  /** The OpenAPI document of the whole platform, as JSON text. */
  readonly openApi: string
  readonly orders: Client
  readonly payments: Client
  readonly shipping: Client
}
