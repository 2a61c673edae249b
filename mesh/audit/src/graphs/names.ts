import type { Workload } from '../world/workload.ts'
import type { World } from '../world/world.ts'

/** The workload that a service.yaml, or a line of a log, calls by this name. */
export function workloadsByName({ inventory }: World): (name: string) => Workload | undefined {
  const found = new Map<string, Workload>()
  const add = (name: string | undefined, workload: Workload) => {
    if (name !== undefined && !found.has(name)) found.set(name, workload)
  }
  for (const workload of inventory.workloads) add(workload.name, workload)
  for (const workload of inventory.workloads) {
    add(workload.labels['app.kubernetes.io/name'], workload)
    add(workload.labels.app, workload)
    for (const host of workload.hosts) {
      const [name = '', namespace = ''] = host.split('.')
      for (const alias of [host, name, `${name}.${namespace}`, `${name}.${namespace}.svc`])
        add(alias, workload)
    }
  }
  return (name) => found.get(name)
}
