import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '@stoa/topology'
import {
  type Authority,
  type Mesh,
  type MeshOptions,
  openAuthority,
  startMesh,
  type Workload,
} from '../src/index.ts'
import { type Answer, type Call, callPlain } from './call.ts'
import { type Envoy, startEnvoy } from './envoy.ts'
import { withPrometheus } from './prometheus-workload.ts'
import { edgeWorkload, natsWorkload, serviceWorkload } from './workloads.ts'

export const policies = join(import.meta.dirname, '../../../mesh/istio')

export interface Fixture {
  readonly dir: string
  readonly policyDir: string
  readonly authority: Authority
  readonly mesh: Mesh
  readonly logged: readonly string[]
  readonly workloads: readonly Workload[]
  readonly workload: (instance: string) => Workload
  readonly socket: (instance: string) => string
  readonly envoy: (instance: string) => Envoy
  readonly startSidecar: (workload: Workload) => Promise<void>
  /** Sends a request from one service to another through the caller's sidecar. */
  readonly call: (from: string, to: string, call?: Call) => Promise<Answer>
  readonly stop: () => Promise<void>
}

interface Options {
  readonly services: readonly string[]
  /** Starts a sidecar for Prometheus as well; all Envoys then offer their statistics. */
  readonly prometheus?: boolean
  readonly certificateLifetimeMs?: number
  readonly otlpEndpoint?: string
  readonly samplingPercent?: number
}

/**
 * Starts this project's mesh on real Envoys: its policies, the named services, an edge and NATS.
 */
export async function startFixture({ services, prometheus, ...rest }: Options): Promise<Fixture> {
  const dir = await mkdtemp('/tmp/mesh-')
  await cp(policies, join(dir, 'istio'), { recursive: true })
  const run = (name: string) => join(dir, 'run', name)
  const ports = await freePorts(services.length * 2 + 3)
  const port = (index: number) => ports[index] ?? 0
  const workloads: readonly Workload[] = [
    ...services.map((service, i) =>
      serviceWorkload(run, service, service, port(i * 2), port(i * 2 + 1)),
    ),
    natsWorkload(run, port(services.length * 2), port(services.length * 2 + 1)),
    edgeWorkload(run, port(services.length * 2 + 2)),
  ]
  const all = prometheus ? await withPrometheus(run, workloads) : workloads
  return runMesh(dir, all, rest)
}

/** Starts the mesh of `dir`, whose policies are in its folder `istio`, with an Envoy for each workload. */
export async function runMesh(
  dir: string,
  workloads: readonly Workload[],
  options: Partial<MeshOptions>,
): Promise<Fixture> {
  const policyDir = join(dir, 'istio')
  const run = (name: string) => join(dir, 'run', name)
  await mkdir(join(dir, 'run'), { recursive: true })
  const authority = await openAuthority(join(dir, 'certs'))
  const logged: string[] = []
  const log = (level: string, message: string) => void logged.push(`${level} ${message}`)
  const outDir = join(dir, 'mesh')
  const mesh = await startMesh({ policyDir, outDir, authority, workloads, log, ...options })
  const envoys = new Map<string, Envoy>()
  const startSidecar = async ({ instance, adminSocket }: Workload) => {
    envoys.set(instance, await startEnvoy(mesh.envoyArgs(instance), adminSocket))
  }
  const stop = async () => {
    await Promise.all([...envoys.values()].map((envoy) => envoy.stop()))
    await mesh.stop()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await Promise.all(workloads.map(startSidecar))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    dir,
    policyDir,
    authority,
    mesh,
    logged,
    workloads,
    workload: (instance) => found(workloads.find((one) => one.instance === instance)),
    socket: (instance) => run(`${instance}.sock`),
    envoy: (instance) => found(envoys.get(instance)),
    startSidecar,
    call: (from, to, call = {}) =>
      callPlain({
        ...call,
        socketPath: run(`${from}.out.sock`),
        headers: { ...call.headers, host: to },
      }),
    stop,
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the fixture has no such workload')
  return value
}
