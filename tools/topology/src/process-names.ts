import { platformProcesses, processesWithSidecar } from './reserved.ts'
import type { Topology } from './topology.ts'

/** Whether a process of the platform has that name, as `stoa status` lists it: `orders-2-sidecar` is that of the second replica. */
export function isProcessName(name: string, { services }: Pick<Topology, 'services'>): boolean {
  const main = name.replace(/-sidecar$/, '')
  const service = main.replace(/-[2-9]$/, '')
  return (
    services.some((one) => one.name === service) ||
    processesWithSidecar.some((one) => one === main) ||
    platformProcesses.some((one) => one === name)
  )
}
