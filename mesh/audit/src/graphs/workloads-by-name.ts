import type { AuditContext } from '../context/audit-context.ts'
import type { Workload } from '../context/workload.ts'

/** Finds a workload by the name that a service.yaml or an access log uses for it. */
export function workloadsByName({
  inventory,
}: AuditContext): (name: string) => Workload | undefined {
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
