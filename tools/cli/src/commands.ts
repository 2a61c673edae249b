import type { OpenClusterEdge } from '@stoa/load'
import type { Command } from '@stoa/topology'

/** The headings of `stoa --help`. */
export const groups = {
  platform: 'the platform',
  orders: 'orders and load',
  check: 'checks and repairs',
  mesh: 'the mesh',
} as const

export interface CommandEntry {
  readonly name: string
  readonly group: keyof typeof groups
  /** Imports the command's code. */
  load(): Promise<Command>
}

/** Imports the code for clusters only when a cluster is named. */
const openClusterEdge: OpenClusterEdge = async (...where) =>
  (await import('@stoa/cluster')).openClusterEdge(...where)

/** Every command, in the order of `stoa --help`. */
export const commands: readonly CommandEntry[] = [
  { name: 'up', group: 'platform', load: async () => (await import('./commands/up.ts')).up },
  { name: 'down', group: 'platform', load: async () => (await import('./commands/down.ts')).down },
  {
    ...{ name: 'status', group: 'platform' },
    load: async () => (await import('./commands/status.ts')).status,
  },
  { name: 'logs', group: 'platform', load: async () => (await import('./commands/logs.ts')).logs },
  {
    ...{ name: 'doctor', group: 'platform' },
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    ...{ name: 'tools', group: 'platform' },
    load: async () => (await import('./commands/tools.ts')).tools,
  },
  {
    ...{ name: 'cluster', group: 'platform' },
    load: async () => (await import('@stoa/cluster')).clusterCommand,
  },
  { name: 'order', group: 'orders', load: async () => (await import('@stoa/load')).orderCommand },
  { name: 'load', group: 'orders', load: async () => (await import('@stoa/load')).loadCommand },
  {
    ...{ name: 'replay', group: 'orders' },
    load: async () => (await import('@stoa/replay')).replayCommand,
  },
  { name: 'bench', group: 'orders', load: async () => (await import('@stoa/bench')).benchCommand },
  {
    ...{ name: 'verify', group: 'check' },
    load: async () => (await import('@stoa/verify')).verifyCommand,
  },
  {
    ...{ name: 'reconcile', group: 'check' },
    load: async () => (await import('@stoa/verify')).reconcileCommand(openClusterEdge),
  },
  {
    ...{ name: 'orders', group: 'check' },
    load: async () => (await import('@stoa/load')).ordersCommand(openClusterEdge),
  },
  {
    ...{ name: 'parcels', group: 'check' },
    load: async () => (await import('@stoa/load')).parcelsCommand(openClusterEdge),
  },
  {
    ...{ name: 'traces', group: 'check' },
    load: async () => (await import('./commands/traces.ts')).traces,
  },
  {
    ...{ name: 'bank-file', group: 'check' },
    load: async () => (await import('@stoa/load')).bankFileCommand(openClusterEdge),
  },
  {
    ...{ name: 'payments', group: 'check' },
    load: async () => (await import('@stoa/load')).paymentsCommand(openClusterEdge),
  },
  {
    ...{ name: 'reversals', group: 'check' },
    load: async () => (await import('@stoa/load')).reversalsCommand(openClusterEdge),
  },
  {
    ...{ name: 'dead-letters', group: 'check' },
    load: async () => (await import('./commands/dead-letters/command.ts')).deadLetters,
  },
  {
    ...{ name: 'slo', group: 'check' },
    load: async () => (await import('./commands/prometheus.ts')).slo,
  },
  {
    ...{ name: 'query', group: 'check' },
    load: async () => (await import('./commands/prometheus.ts')).query,
  },
  {
    ...{ name: 'alerts', group: 'check' },
    load: async () => (await import('./commands/prometheus.ts')).alerts,
  },
  {
    ...{ name: 'dashboards', group: 'check' },
    load: async () => (await import('@stoa/observability')).dashboardsCommand,
  },
  {
    ...{ name: 'mesh', group: 'mesh' },
    load: async () => (await import('@stoa/mesh/commands')).meshCommand,
  },
  {
    ...{ name: 'lab', group: 'mesh' },
    load: async () => (await import('@stoa/cluster-lab')).labCommand,
  },
  { name: 'audit', group: 'mesh', load: async () => (await import('@stoa/audit')).auditCommand },
]
