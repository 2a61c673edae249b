import { dirname, join, resolve } from 'node:path'
import type { Authority } from '../authority/authority.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import type { Workload } from '../workload.ts'
import { createBulletin } from './bulletin.ts'
import { startDiscovery } from './discovery-server.ts'
import { envoyArgs } from './envoy-args.ts'
import { inOrder } from './in-order.ts'
import { keepFresh } from './keep-fresh.ts'
import { settled } from './settled.ts'
import { bootstrapFile, tellMesh } from './told-mesh.ts'
import { watchPolicies } from './watch-policies.ts'

export interface MeshOptions {
  readonly policyDir: string
  readonly outDir: string
  readonly authority: Authority
  readonly workloads: readonly Workload[]
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
  readonly certificateLifetimeMs?: number
  /** Base address of an OTLP/HTTP receiver; absent: no spans. */
  readonly otlpEndpoint?: string
}

export interface Mesh {
  readonly envoyArgs: (instance: string) => string[]
  readonly setWorkloads: (workloads: readonly Workload[]) => Promise<void>
  readonly stop: () => Promise<void>
}

const dayMs = 24 * 3_600_000

/** The folder of the admin sockets is known to be short enough for one more. */
function socketBeside([first]: readonly Workload[]): string {
  if (first === undefined) throw new Error('a mesh needs a workload')
  return join(dirname(resolve(first.adminSocket)), 'mesh.sock')
}

/**
 * Compiles the policies, tells the Envoys, and keeps them up to date: with the policies, the
 * workloads and the lifetime of certificates. `outDir` takes what an Envoy is started with. Throws MeshError when the policies do not compile
 * at the start; later such a change is told to `log` and the old configuration stays in force.
 */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const { policyDir, authority, log, certificateLifetimeMs: lifetimeMs = dayMs } = options
  const outDir = resolve(options.outDir)
  const meshSocket = socketBeside(options.workloads)
  const bulletin = createBulletin()
  const settings = {
    meshSocket,
    caFile: resolve(authority.caFile),
    ...(options.otlpEndpoint ? { otlpEndpoint: options.otlpEndpoint } : {}),
  }
  const mesh = tellMesh({ outDir, settings, authority, lifetimeMs, bulletin })
  const turn = inOrder()
  let model = await parseMesh(policyDir)
  await mesh.apply(model, options.workloads)
  const discovery = await startDiscovery(meshSocket, bulletin, ({ node, type, names }) =>
    log('error', `the Envoy of ${node} refused ${type} ${names.join(' ')}: its log says why`),
  )

  const reload = async () => {
    await settled(policyDir)
    const next = await parseMesh(policyDir)
    const changed = await mesh.apply(next, mesh.workloads())
    model = next
    if (changed > 0) log('info', `policies changed: ${changed} Envoys told`)
  }
  const told = (what: string) => (error: unknown) =>
    log('error', `${what}:\n${error instanceof Error ? error.message : String(error)}`)

  const unwatch = watchPolicies(policyDir, () => {
    turn(reload).catch(told('policies refused, the old ones stay in force'))
  })
  const unrotate = keepFresh(lifetimeMs, () => {
    turn(mesh.rotate).catch(told('certificates not rotated'))
  })
  return {
    envoyArgs: (instance) => envoyArgs(bootstrapFile(outDir, instance)),
    setWorkloads: (next) => turn(async () => void (await mesh.apply(model, next))),
    async stop() {
      unwatch()
      unrotate()
      await turn(discovery.stop)
    },
  }
}
