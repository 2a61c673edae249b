import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const kind = z.enum([
  ...['service', 'sidecar', 'broker', 'database', 'traffic', 'edge'],
  ...['prometheus', 'alertmanager', 'collector', 'jaeger', 'control-plane'],
] as const)
const status = z.enum(['starting', 'ready', 'degraded', 'backing-off', 'stopped', 'failed'])

const resource = z.object({
  name: z.string(),
  kind,
  state: status,
  /** What is wrong with one that is degraded. */
  detail: z.string().nullable().default(null),
  pid: z.int().nullable(),
  /** Start time in clock ticks since boot; distinguishes the process from a later one with the same pid. */
  startTicks: z.number().nullable(),
  /** The program; distinguishes the process from a later one with the same pid. */
  command: z.string(),
  restarts: z.int(),
  ports: z.record(z.string(), z.int()),
  sockets: z.record(z.string(), z.string()),
})

const schema = z.object({
  pid: z.int(),
  startTicks: z.number().nullable(),
  startedAt: z.string(),
  ready: z.boolean(),
  /** When every resource was ready first; absent until then. */
  readyAt: z.string().optional(),
  urls: z.record(z.string(), z.string().nullable()),
  /** How long the collector waits before it decides about a trace, such as `10s`; absent: as long as its file says. */
  tracesDecisionWait: z.string().optional(),
  /** What the collector keeps of the traces without an error that were not slow, in percent; absent: no collector runs here. */
  tracesKeptPercent: z.number().optional(),
  caFile: z.string().nullable(),
  /** Control socket of the mesh, for `stoa mesh apply`. */
  meshSocket: z.string().nullable().default(null),
  postgres: z
    .object({
      socketDir: z.string(),
      port: z.int(),
      superuser: z.string(),
      passwordFile: z.string(),
    })
    .nullable(),
  nats: z
    .object({
      port: z.int(),
      /** Null: nats-server has no monitoring port, since that cannot authenticate. */
      monitorPort: z.int().nullable(),
      operatorSeedFile: z.string(),
      /** Holds the key that may request reports of the server, and nothing else. */
      monitorSeedFile: z.string().nullable().default(null),
      /** Begins the subjects on which the monitor may be answered, where it is not the laptop's. */
      monitorInbox: z.string().optional(),
    })
    .nullable(),
  resources: z.array(resource),
})

export type PlatformState = z.infer<typeof schema>
export type ResourceState = z.infer<typeof resource>
export type ResourceKind = z.infer<typeof kind>
export type ResourceStatus = z.infer<typeof status>

/** The state that the runner wrote last; undefined when there is none or it is not valid. */
export function readState(home: string): PlatformState | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')))
  } catch {
    return undefined
  }
}
