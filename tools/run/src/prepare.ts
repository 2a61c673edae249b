import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAuthority, startMesh } from '@stoa/mesh'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { keepAccessLogsSmall } from './access-logs.ts'
import type { Cleanup } from './cleanup.ts'
import { endLeftovers } from './leftovers.ts'
import { type Lock, takeLock } from './lock.ts'
import { keepLogsSmall } from './log-size.ts'
import { runsMetrics } from './metrics/runs-metrics.ts'
import { keyOf, monitor, operator } from './nats/users.ts'
import type { PlatformOptions } from './options.ts'
import { openPlaces, type Places } from './places.ts'
import { planPlatform } from './plan.ts'
import { openPorts } from './ports.ts'
import { clusterFolders, placeCluster, superuser } from './postgres/cluster.ts'
import { postgresUser } from './postgres/user.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { readTools } from './tools.ts'
import { openTraces, type Traces } from './traces/open.ts'
import { workloadsOf } from './workloads.ts'

export type Prepared = Awaited<ReturnType<typeof prepare>>

/** Everything before the first process: the lock, leftovers, ports, secrets, the mesh's configuration. */
export async function prepare(options: PlatformOptions, cleanup: Cleanup) {
  const log = options.log ?? (() => undefined)
  const tools = await readTools(process.env)
  const { places, lock } = await takeHome(options, cleanup, log)
  const topology = readTopology()
  const ports = openPorts({ ephemeral: options.ephemeral ?? false, log })
  cleanup.add(ports.close)
  const metrics = runsMetrics(options, tools, log)
  const planned = await planPlatform(topology, { ...options, metrics }, places, ports)
  const plan = tools.alertmanager ? planned : { ...planned, alertmanager: undefined }
  const secrets = openSecrets(join(places.data, 'secret.key'), clusterFolders(options.home))
  const { observability, ephemeral } = options
  const traces = await openTraces({
    ...{ observability, ephemeral, env: process.env, ports, log, home: options.home },
    prometheusUrl: plan.prometheus && `http://127.0.0.1:${plan.prometheus.port}`,
  })
  const workloads = workloadsOf(plan, secrets)
  const { authority, mesh } = await openMesh(options, places, workloads, traces, log)
  cleanup.add(() => mesh.stop())
  const cluster = placeCluster(places, tools.postgresBin, postgresUser())
  return {
    tools,
    lock,
    places,
    topology,
    plan,
    secrets,
    cluster,
    authority,
    mesh,
    traces,
    files: writeSecrets(places, secrets),
  }
}

async function takeHome(
  options: PlatformOptions,
  cleanup: Cleanup,
  log: (line: string) => void,
): Promise<{ places: Places; lock: Lock }> {
  const { home } = options
  const user = postgresUser()
  const lock = await takeLock(openPlaces(home, user).home, log)
  cleanup.add(lock.release)
  const left = await endLeftovers(home)
  if (left.length > 0) log(`ended processes that an earlier run left: ${left.join(', ')}`)
  if (options.fresh) {
    for (const folder of [join(home, 'data'), ...clusterFolders(home)])
      rmSync(folder, { recursive: true, force: true })
    log('deleted all data')
  }
  const places = openPlaces(home, user)
  cleanup.add(keepLogsSmall(places.logs))
  cleanup.add(keepAccessLogsSmall(places.access))
  cleanup.add(() => rmSync(places.run, { recursive: true, force: true }))
  return { places, lock }
}

async function openMesh(
  options: PlatformOptions,
  places: Places,
  workloads: ReturnType<typeof workloadsOf>,
  { otlpEndpoint, ratio }: Traces,
  log: (line: string) => void,
) {
  const authority = await openAuthority(places.certs)
  const mesh = await startMesh({
    policyDir: options.policyDir ?? join(repositoryRoot, 'mesh/istio'),
    outDir: places.mesh,
    authority,
    workloads,
    log: (_, message) => log(`mesh: ${message}`),
    ...(options.certificateLifetimeMs
      ? { certificateLifetimeMs: options.certificateLifetimeMs }
      : {}),
    ...(otlpEndpoint ? { otlpEndpoint } : {}),
    ...(ratio === undefined ? {} : { samplingPercent: ratio * 100 }),
  })
  return { authority, mesh }
}

/** The credentials with which `stoa` commands read the databases and the broker. */
function writeSecrets(places: Places, secrets: Secrets) {
  const passwordFile = join(places.data, 'postgres.password')
  const operatorSeedFile = join(places.data, 'operator.nkey')
  writeFileSync(passwordFile, secrets.password(superuser), { mode: 0o600 })
  const monitorSeedFile = join(places.data, 'monitor.nkey')
  writeFileSync(operatorSeedFile, keyOf(secrets, operator).seed, { mode: 0o600 })
  writeFileSync(monitorSeedFile, keyOf(secrets, monitor).seed, { mode: 0o600 })
  return { passwordFile, operatorSeedFile, monitorSeedFile }
}
