import type { MeshModel } from '../model/mesh-model.ts'
import { type Service, servicesOf } from '../model/registry.ts'
import { entryServices } from '../model/service-entries.ts'
import type { Workload } from '../model/workload.ts'

export interface CompileSettings {
  /** Unix socket of the discovery server. */
  readonly meshSocket: string
  readonly caFile: string
  /**
   * File with the certificate authorities that this machine trusts, for servers outside the mesh.
   */
  readonly systemCaFile?: string
  /** Base address of an OTLP/HTTP receiver; without it, Envoys report no spans. */
  readonly otlpEndpoint?: string
  /** Replaces the percentage of new traces that Telemetry resources sample. */
  readonly samplingPercent?: number
}

/** The input for the configuration of one workload. */
export interface Scope {
  readonly model: MeshModel
  readonly services: readonly Service[]
  readonly workload: Workload
  readonly settings: CompileSettings
}

/** One scope for each workload. */
export function scopesOf(
  model: MeshModel,
  workloads: readonly Workload[],
  settings: CompileSettings,
): readonly Scope[] {
  const services = [...servicesOf(workloads), ...entryServices(model.ServiceEntry, workloads)]
  return workloads.map((workload) => ({ model, services, workload, settings }))
}

/** `edge` is the inbound side of a gateway. */
export type Direction = 'inbound' | 'outbound' | 'edge'
