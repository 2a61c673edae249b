import { type Compiled, compile, type MeshModel, type Workload } from '@stoa/mesh'
import { freePort, type Service } from '@stoa/topology'
import type { Pod } from '../pod.ts'
import { type AdsOptions, askIstiod, type Sent } from './sent.ts'
import { servedPods, workloadOf } from './workloads.ts'

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

/** Both sides of every workload of the namespace `commerce` that has a pod. */
export async function sidesOf(options: SidecarOptions, caFile: string): Promise<readonly Sides[]> {
  const { model, services, pods } = options
  const served = servedPods(services, pods)
  if (served.length === 0) throw new Error('the lab has no pod of any service')
  const sent = await askIstiod(
    options,
    served.map(({ pod }) => pod),
  )
  const workloads: Workload[] = []
  for (const one of served) workloads.push(workloadOf(one, await freePort()))
  const compiled = compile(model, workloads, { meshSocket: 'mesh.sock', caFile })
  const sides: Sides[] = []
  for (const [index, workload] of workloads.entries())
    sides.push({
      ...{ workload, istiodPort: await freePort() },
      sent: defined(sent[index], workload),
      compiled: defined(compiled.get(workload.instance), workload),
    })
  return sides
}

function defined<T>(value: T | undefined, { instance }: Workload): T {
  if (value === undefined) throw new Error(`there is no configuration for ${instance}`)
  return value
}
