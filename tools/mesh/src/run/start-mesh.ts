import { dirname, join, resolve } from 'node:path'
import type { Authority } from '../authority/authority.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import { withFaults } from '../model/with-faults.ts'
import type { Workload } from '../workload.ts'
import { createBulletin } from './bulletin.ts'
import type { GivenCredentials } from './certificates.ts'
import { startDiscovery } from './discovery-server.ts'
import { envoyArgs } from './envoy-args.ts'
import { readFaults } from './fault-files.ts'
import { inOrder } from './in-order.ts'
import { keepFresh } from './keep-fresh.ts'
import { settled } from './settled.ts'
import { systemCaFile } from './system-ca.ts'
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
  /** By the names that Gateways and DestinationRules use; the authority issues what is not given. */
  readonly credentials?: GivenCredentials
}

export interface Mesh {
  readonly envoyArgs: (instance: string) => string[]
  readonly setWorkloads: (workloads: readonly Workload[]) => Promise<void>
  /**
   * Puts fault files in force in place of those before; none takes all back. A file is a path, or a
   * name in the folder of faults. Throws MeshError, and then nothing changes.
   */
  readonly setFaults: (files: readonly string[]) => Promise<void>
  /** The fault files in force. */
  readonly faults: () => readonly string[]
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
    ...systemCaFile(),
  }
  const { credentials = {} } = options
  const mesh = tellMesh({ outDir, settings, authority, lifetimeMs, credentials, bulletin })
  const turn = inOrder()
  let faults: readonly string[] = []
  const read = async (inForce: readonly string[]) =>
    withFaults(await parseMesh(policyDir), await readFaults(policyDir, inForce))
  let model = await read(faults)
  await mesh.apply(model, options.workloads)
  const discovery = await startDiscovery(meshSocket, bulletin, ({ node, type, names }) =>
    log('error', `the Envoy of ${node} refused ${type} ${names.join(' ')}: its log says why`),
  )

  const apply = async (inForce: readonly string[]) => {
    const next = await read(inForce)
    const changed = await mesh.apply(next, mesh.workloads())
    model = next
    faults = inForce
    return changed
  }
  const reload = async () => {
    await settled(policyDir)
    const changed = await apply(faults)
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
    setFaults: (files) => turn(async () => void (await apply(files))),
    faults: () => faults,
    async stop() {
      unwatch()
      unrotate()
      await turn(discovery.stop)
    },
  }
}
