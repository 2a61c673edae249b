import type { Topology } from './topology.ts'

/** Processes of the platform that are no service; those with a sidecar have its log beside theirs. */
const platform = [
  'alertmanager',
  'collector',
  'edge',
  'jaeger',
  'postgres',
  'stack',
  'traffic',
] as const
const withSidecar = ['nats', 'prometheus'] as const

/** Whether a process of the platform has that name, as `stoa status` lists it: `orders-2-sidecar` is that of the second replica. */
export function isProcessName(name: string, { services }: Pick<Topology, 'services'>): boolean {
  const main = name.replace(/-sidecar$/, '')
  const service = main.replace(/-[2-9]$/, '')
  return (
    services.some((one) => one.name === service) ||
    withSidecar.some((one) => one === main) ||
    platform.some((one) => one === name)
  )
}
