import type { MeshModel } from '../model/mesh-model.ts'
import { type Service, servicesOf } from '../model/registry.ts'
import { entryServices } from '../model/service-entries.ts'
import type { Workload } from '../model/workload.ts'

export interface CompileSettings {
  /** Unix socket on which the Envoys ask for their configuration. */
  readonly meshSocket: string
  readonly caFile: string
  /** The authorities that this machine trusts, for servers outside the mesh. */
  readonly systemCaFile?: string
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

export function scopesOf(
  model: MeshModel,
  workloads: readonly Workload[],
  settings: CompileSettings,
): readonly Scope[] {
  const services = [...servicesOf(workloads), ...entryServices(model.ServiceEntry, workloads)]
  return workloads.map((workload) => ({ model, services, workload, settings }))
}
