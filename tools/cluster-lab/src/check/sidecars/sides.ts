import { type Compiled, compile, type MeshModel, type Workload } from '@stoa/mesh'
import { openPorts } from '@stoa/run'
import type { Service } from '@stoa/topology'
import type { Pod } from '../pod.ts'
import { type AdsOptions, askIstiod, type Sent } from './sent.ts'
import { comparedWorkloads } from './workloads.ts'

export interface SidecarOptions extends AdsOptions {
  readonly envoy: string
  /** What our compiler and our evaluator read. */
  readonly model: MeshModel
  readonly services: readonly Service[]
  readonly pods: readonly Pod[]
}

/** One workload's configuration as istiod sends it and as we compile it, and a port for istiod's. */
export interface Sides {
  readonly workload: Workload
  readonly sent: Sent
  readonly compiled: Compiled
  readonly istiodPort: number
}

/** Both sides of every workload of the namespace `commerce`. */
export async function sidesOf(options: SidecarOptions, caFile: string): Promise<readonly Sides[]> {
  const { model, services, pods } = options
  const ports = openPorts({ ephemeral: true, log: () => undefined })
  const names = [...services.map(({ name }) => name), 'nats']
  const reserved = new Map<string, { own: number; istiod: number }>()
  for (const name of names)
    reserved.set(name, { own: await ports.free(), istiod: await ports.free() })
  const workloads = comparedWorkloads(services, (name) => reserved.get(name)?.own ?? 0)
  const sent = await askIstiod(
    options,
    workloads.map((workload) => podOf(workload, pods)),
  )
  const compiled = compile(model, workloads, { meshSocket: 'mesh.sock', caFile })
  return workloads.map((workload, index) => ({
    workload,
    sent: defined(sent[index], workload),
    compiled: defined(compiled.get(workload.instance), workload),
    istiodPort: reserved.get(workload.service)?.istiod ?? 0,
  }))
}

function podOf({ service, namespace }: Workload, pods: readonly Pod[]): Pod {
  const found = pods.find(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.labels['app.kubernetes.io/name'] === service,
  )
  if (!found) throw new Error(`the lab has no pod of ${namespace}/${service}`)
  return found
}

function defined<T>(value: T | undefined, { instance }: Workload): T {
  if (value === undefined) throw new Error(`there is no configuration for ${instance}`)
  return value
}
