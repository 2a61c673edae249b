import { dirname, join, resolve } from 'node:path'
import type { Authority } from '../authority/authority.ts'
import { parseMesh } from '../model/parse-mesh.ts'
import { withFaults } from '../model/with-faults.ts'
import type { Workload } from '../model/workload.ts'
import { bootstrapFile, createConfigPublisher } from './config-publisher.ts'
import { startDiscovery } from './discovery-server.ts'
import { envoyArgs } from './envoy-args.ts'
import { readFaults } from './fault-files.ts'
import type { FaultControl } from './faults-endpoint.ts'
import { scheduleRotation } from './schedule-rotation.ts'
import type { ProvidedCredentials } from './secrets.ts'
import { createSerialQueue } from './serial-queue.ts'
import { createSnapshotCache } from './snapshot-cache.ts'
import { systemCaFile } from './system-ca.ts'
import { waitUntilUnchanged } from './wait-until-unchanged.ts'
import { watchPolicies } from './watch-policies.ts'

export interface MeshOptions {
  /** The folder of Istio resources; its subfolder `faults` is read only for `setFaults`. */
  readonly policyDir: string
  /** Where the bootstrap files of the Envoys are written. */
  readonly outDir: string
  readonly authority: Authority
  readonly workloads: readonly Workload[]
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void
  /** A day when absent. */
  readonly certificateLifetimeMs?: number
  /** Base address of an OTLP/HTTP receiver; without it, Envoys report no spans. */
  readonly otlpEndpoint?: string
  /** Replaces the percentage of new traces that Telemetry resources sample. */
  readonly samplingPercent?: number
  /** By the names that Gateways and DestinationRules use; the authority issues the others. */
  readonly credentials?: ProvidedCredentials
}

export interface Mesh {
  /** The Unix socket of the discovery server and of `applyFaults`; only this user may connect. */
  readonly socket: string
  /** The command-line arguments of a workload's Envoy. */
  readonly envoyArgs: (instance: string) => string[]
  readonly setWorkloads: (workloads: readonly Workload[]) => Promise<void>
  /**
   * Replaces the active fault files; an empty list deactivates all. A file is a path, or a name in the
   * folder `faults`. Throws MeshError, and then nothing changes.
   */
  readonly setFaults: (files: readonly string[]) => Promise<void>
  /** The active fault files. */
  readonly faults: () => readonly string[]
  readonly stop: () => Promise<void>
}

// An Envoy that rejects a change never applies it.
const longestApplyMs = 2_000
const dayMs = 24 * 3_600_000

/**
 * Compiles the policies, serves them to the Envoys, and publishes every later change of policies,
 * workloads and certificates. Throws MeshError when the policies do not compile at the start. A later
 * change that does not compile is logged, and the previous configuration stays active.
 *
 * @example
 * const authority = await openAuthority('.stoa/certs')
 * const mesh = await startMesh({ policyDir: 'mesh/istio', outDir: '.stoa/mesh', authority, workloads, log })
 * spawn(envoy, mesh.envoyArgs('orders'))
 */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const { policyDir, authority, log, credentials = {} } = options
  const { certificateLifetimeMs: lifetimeMs = dayMs } = options
  const outDir = resolve(options.outDir)
  const meshSocket = socketBeside(options.workloads)
  const cache = createSnapshotCache()
  const settings = {
    meshSocket,
    caFile: resolve(authority.caFile),
    ...(options.otlpEndpoint ? { otlpEndpoint: options.otlpEndpoint } : {}),
    ...(options.samplingPercent === undefined ? {} : { samplingPercent: options.samplingPercent }),
    ...systemCaFile(),
  }
  const publisher = createConfigPublisher({
    outDir,
    settings,
    authority,
    lifetimeMs,
    credentials,
    cache,
  })
  const enqueue = createSerialQueue()
  const read = async (faultFiles: readonly string[]) =>
    withFaults(await parseMesh(policyDir), await readFaults(policyDir, faultFiles))
  let faults: readonly string[] = []
  let model = await read(faults)
  await publisher.publish(model, options.workloads)
  const readAndPublish = async (faultFiles: readonly string[]) => {
    const next = await read(faultFiles)
    const changed = await publisher.publish(next, publisher.workloads())
    model = next
    faults = faultFiles
    return changed
  }
  const reload = async () => {
    const startedAt = performance.now()
    await waitUntilUnchanged(policyDir)
    const changed = await readAndPublish(faults)
    if (changed === 0) return
    const applied = await discovery.applied(longestApplyMs)
    const ms = Math.round(performance.now() - startedAt)
    const outcome = applied
      ? `every Envoy applied it after ${ms} ms`
      : `not applied by every Envoy after ${ms} ms`
    log('info', `policy change sent to ${changed} Envoys; ${outcome}`)
  }
  const control: FaultControl = {
    setFaults: (files) =>
      enqueue(async () => {
        await readAndPublish(files)
        await discovery.applied(longestApplyMs)
      }),
    faults: () => faults,
  }
  const discovery = await startDiscovery(
    meshSocket,
    cache,
    ({ node, type, names }) =>
      log(
        'error',
        `the Envoy of ${node} rejected ${[type, ...names].join(' ')} and keeps its previous configuration; the Envoy's log has the reason`,
      ),
    control,
  )
  const logFailure = (what: string) => (error: unknown) =>
    log('error', `${what}:\n${error instanceof Error ? error.message : String(error)}`)
  const stopWatching = watchPolicies(policyDir, () => {
    enqueue(reload).catch(logFailure('policy change refused; the previous policies stay active'))
  })
  const stopRotation = scheduleRotation(lifetimeMs, () => {
    const retry = `retrying in ${lifetimeMs / 2_000} s`
    enqueue(publisher.rotateCertificates).catch(
      logFailure(`rotating certificates failed; ${retry}`),
    )
  })
  return {
    socket: meshSocket,
    envoyArgs: (instance) => envoyArgs(bootstrapFile(outDir, instance)),
    setWorkloads: (next) => enqueue(async () => void (await publisher.publish(model, next))),
    ...control,
    async stop() {
      stopWatching()
      stopRotation()
      await enqueue(discovery.stop)
    },
  }
}

/** The path of an admin socket is short enough for a Unix socket, so one beside it is as well. */
function socketBeside([first]: readonly Workload[]): string {
  if (first === undefined) throw new Error('a mesh needs at least one workload')
  return join(dirname(resolve(first.adminSocket)), 'mesh.sock')
}
