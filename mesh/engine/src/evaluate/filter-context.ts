import type { MeshSettings } from '../model/settings.ts'
import type { Claims, Client, Server } from './access-request.ts'

/** What a proxy's filters know of a connection or request. */
export interface FilterContext {
  readonly settings: MeshSettings
  readonly server: Server
  readonly client: Client
  readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Undefined for a TCP connection. */
  readonly http?: FilterRequest | undefined
}

export interface FilterRequest {
  readonly method: string
  /** Normalised, with its query. */
  readonly path: string
  readonly host: string
  /** Headers after the JWT filter, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Claims of the verified token. */
  readonly claims?: Claims | undefined
}
