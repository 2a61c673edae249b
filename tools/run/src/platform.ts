import { type PlatformState, repositoryRoot } from '@stoa/topology'
import { openCleanup } from './cleanup.ts'
import { prometheusFolder } from './metrics/resources.ts'
import { watchVolume } from './metrics/watch-volume.ts'
import { probe } from './nats/permissions.ts'
import { keyOf } from './nats/users.ts'
import type { PlatformOptions } from './options.ts'
import { brokerFolder } from './places.ts'
import { superuser } from './postgres/cluster.ts'
import { prepare } from './prepare.ts'
import { startTicksOf } from './proc.ts'
import { resourcesOf } from './resources.ts'
import { openStateFile } from './state-file.ts'
import { watchBroker } from './storage/watch-broker.ts'
import { supervise } from './supervisor/supervisor.ts'
import { watchSources } from './watch/watch-sources.ts'

export interface Platform {
  readonly urls: PlatformState['urls']
  /** The current state, as in state.json. */
  readonly state: PlatformState
  /** Sends a signal to a resource's process. Resolves once a signal that ends the process has ended it. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>
  restart(name: string): Promise<void>
  /** Starts a second process of a service, which takes over once it is ready. */
  replace(name: string): Promise<void>
  whenReady(name: string): Promise<void>
  stop(): Promise<void>
  /** Kills every process at once. */
  killAll(): void
}

/** A platform whose processes are being started; it can be stopped before it is ready. */
export interface StartingPlatform extends Platform {
  readonly ready: Promise<void>
}

/** Starts a platform, by default on free ports, and resolves when it is ready; stops it again when that fails. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const platform = await launchPlatform({ ephemeral: true, ...options })
  try {
    await platform.ready
    return platform
  } catch (error) {
    await platform.stop()
    throw error
  }
}

export async function launchPlatform(options: PlatformOptions): Promise<StartingPlatform> {
  const cleanup = openCleanup()
  try {
    const prepared = await prepare(options, cleanup)
    const { places, plan, secrets, cluster, authority, files, lock, mesh } = prepared
    const resources = resourcesOf(prepared, options)
    const urls = {
      edge: `https://127.0.0.1:${plan.edge.port}`,
      broker: null,
      prometheus: plan.prometheus ? `http://127.0.0.1:${plan.prometheus.port}` : null,
      alertmanager: plan.alertmanager ? `http://127.0.0.1:${plan.alertmanager.port}` : null,
      jaeger: prepared.traces.jaegerUrl ?? null,
    }
    const fixed = {
      ...{
        pid: process.pid,
        startTicks: startTicksOf(process.pid),
        startedAt: new Date().toISOString(),
        urls,
      },
      tracesDecisionWait: prepared.traces.decisionWait,
      tracesKeptPercent: prepared.traces.keptPercent,
      caFile: authority.caFile,
      meshSocket: mesh.socket,
      postgres: {
        socketDir: cluster.socketDir,
        port: cluster.port,
        superuser,
        passwordFile: files.passwordFile,
      },
      nats: {
        port: plan.nats.port,
        monitorPort: null,
        operatorSeedFile: files.operatorSeedFile,
        monitorSeedFile: files.monitorSeedFile,
      },
    }
    const log = options.log ?? (() => undefined)
    let allReady = false
    let readyAt: string | undefined
    let readyCount = 0
    const supervisor = supervise({
      logFile: places.log,
      log,
      onReady: (name) => options.onReady?.(name, ++readyCount, resources.length),
      onChange: () => stateFile.save(),
    })
    const stateNow = (): PlatformState => ({
      ...fixed,
      ready: allReady,
      ...(readyAt && { readyAt }),
      resources: [...supervisor.states],
    })
    const stateFile = openStateFile(options.home, stateNow)
    cleanup.add(stateFile.close)
    cleanup.add(async () => {
      allReady = false
      await supervisor.stop()
    })
    if (plan.prometheus)
      cleanup.add(
        watchVolume(prometheusFolder(places), (detail) =>
          supervisor.describe('prometheus', detail),
        ),
      )
    let brokerWatch: { stop(): Promise<void> } | undefined
    cleanup.add(() => brokerWatch?.stop())
    const ready = supervisor.start(resources).then(async () => {
      brokerWatch = await watchBroker({
        url: `nats://127.0.0.1:${plan.nats.port}`,
        seed: keyOf(secrets, probe).seed,
        storeDir: brokerFolder(places),
        log,
        describe: (detail) => supervisor.describe('nats', detail),
        restart: () => supervisor.restart('nats'),
      })
      if (options.watch)
        cleanup.add(
          watchSources({ ...{ root: repositoryRoot, log }, ...plan, replace: supervisor.replace }),
        )
      allReady = true
      readyAt = new Date().toISOString()
      stateFile.save()
    })
    ready.catch(() => undefined)
    return {
      urls,
      get state() {
        return stateNow()
      },
      ready,
      kill: supervisor.kill,
      restart: supervisor.restart,
      replace: supervisor.replace,
      whenReady: supervisor.whenReady,
      stop() {
        lock.announceStop()
        return cleanup.run()
      },
      killAll: supervisor.killAll,
    }
  } catch (error) {
    await cleanup.run()
    throw error
  }
}
