import { dirname, join, resolve } from 'node:path'
import type { Authority } from '../authority/authority.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import { withFaults } from '../model/with-faults.ts'
import type { Workload } from '../model/workload.ts'
import { createBulletin } from './bulletin.ts'
import type { GivenCredentials } from './certificates.ts'
import { startDiscovery } from './discovery-server.ts'
import { envoyArgs } from './envoy-args.ts'
import { readFaults } from './fault-files.ts'
import type { FaultControl } from './faults-endpoint.ts'
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
  /** Where Envoys ask and `applyFaults` speaks; for the owner of this process alone. */
  readonly socket: string
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

// An Envoy that refuses a change never has it.
const longestSettleMs = 2_000
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
  const apply = async (inForce: readonly string[]) => {
    const next = await read(inForce)
    const changed = await mesh.apply(next, mesh.workloads())
    model = next
    faults = inForce
    return changed
  }
  /** How long it took until every Envoy had it, in words. */
  const inForce = async (started: number) => {
    const settled = await discovery.settled(longestSettleMs)
    const ms = Math.round(performance.now() - started)
    return settled ? `in force after ${ms} ms` : `not yet in force everywhere after ${ms} ms`
  }
  const reload = async () => {
    const started = performance.now()
    await settled(policyDir)
    const changed = await apply(faults)
    if (changed > 0)
      log('info', `policies changed: ${changed} Envoys told, ${await inForce(started)}`)
  }
  const told = (what: string) => (error: unknown) =>
    log('error', `${what}:\n${error instanceof Error ? error.message : String(error)}`)

  const control: FaultControl = {
    setFaults: (files) =>
      turn(async () => {
        await apply(files)
        await discovery.settled(longestSettleMs)
      }),
    faults: () => faults,
  }
  const discovery = await startDiscovery(
    meshSocket,
    bulletin,
    ({ node, type, names }) =>
      log('error', `the Envoy of ${node} refused ${type} ${names.join(' ')}: its log says why`),
    control,
  )
  const unwatch = watchPolicies(policyDir, () => {
    turn(reload).catch(told('policies refused, the old ones stay in force'))
  })
  const unrotate = keepFresh(lifetimeMs, () => {
    turn(mesh.rotate).catch(told('certificates not rotated'))
  })
  return {
    socket: meshSocket,
    envoyArgs: (instance) => envoyArgs(bootstrapFile(outDir, instance)),
    setWorkloads: (next) => turn(async () => void (await mesh.apply(model, next))),
    ...control,
    async stop() {
      unwatch()
      unrotate()
      await turn(discovery.stop)
    },
  }
}
