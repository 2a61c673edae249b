import type { Problem } from '../model/problem.ts'
import type { Scope } from './scope.ts'

/** ServiceEntries for a host and port that workloads of the mesh already serve. */
export function hostConflicts([scope]: readonly Scope[]): readonly Problem[] {
  const services = scope?.services ?? []
  const own = new Set(
    services.filter(({ entry }) => entry === undefined).map(({ host, port }) => `${host}:${port}`),
  )
  return services.flatMap(({ host, port, entry }) => {
    if (entry === undefined || !own.has(`${host}:${port}`)) return []
    const message = `port ${port} of ${host} is already served by workloads of the mesh`
    return [{ ...entry.resource.locate(['spec', 'hosts']), field: 'spec.hosts', message }]
  })
}
