import type { MeshModel } from '../model/mesh-model.ts'
import type { Service } from '../model/registry.ts'
import type { Workload } from '../workload.ts'

export interface CompileSettings {
  /** Unix socket on which the Envoys ask for their configuration. */
  readonly meshSocket: string
  readonly caFile: string
  /** Base address of an OTLP/HTTP receiver; absent: no spans. */
  readonly otlpEndpoint?: string
}

/** What the configuration of one workload is made from. */
export interface Scope {
  readonly model: MeshModel
  readonly services: readonly Service[]
  readonly workload: Workload
  readonly settings: CompileSettings
}
