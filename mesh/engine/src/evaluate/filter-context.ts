import type { MeshSettings } from '../model/settings.ts'
import type { Claims, Client, Server } from './question.ts'

/** What the filters of a proxy know of a connection or a request when they decide. */
export interface FilterContext {
  readonly settings: MeshSettings
  readonly server: Server
  readonly client: Client
  readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Absent for a TCP connection. */
  readonly http?: FilterRequest | undefined
}

export interface FilterRequest {
  readonly method: string
  /** Normalised, with its query. */
  readonly path: string
  readonly host: string
  /** As they stand behind the token filter, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Of the token that was verified. */
  readonly claims?: Claims | undefined
}
