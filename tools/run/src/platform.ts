import type { PlatformState } from '@stoa/topology'
import { openCleanup } from './cleanup.ts'
import type { PlatformOptions } from './options.ts'
import { superuser } from './postgres/cluster.ts'
import { prepare } from './prepare.ts'
import { startTicksOf } from './proc.ts'
import { resourcesOf } from './resources.ts'
import { writeState } from './state-file.ts'
import { supervise } from './supervisor/supervisor.ts'

export interface Platform {
  readonly urls: PlatformState['urls']
  /** The current state, as in state.json. */
  readonly state: PlatformState
  /** Sends a signal to a resource's process. Resolves once a signal that ends the process has ended it. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>
  restart(name: string): Promise<void>
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
    const { places, plan, cluster, authority, files, lock, mesh } = prepared
    const resources = resourcesOf(prepared, options)
    const urls = {
      edge: `https://127.0.0.1:${plan.edge.port}`,
      broker: null,
    }
    const fixed = {
      ...{
        pid: process.pid,
        startTicks: startTicksOf(process.pid),
        startedAt: new Date().toISOString(),
        urls,
      },
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
    let allReady = false
    let readyCount = 0
    const supervisor = supervise({
      logFile: places.log,
      log: options.log ?? (() => undefined),
      onReady: (name) => options.onReady?.(name, ++readyCount, resources.length),
      onChange: () => writeState(options.home, stateNow()),
    })
    const stateNow = (): PlatformState => ({
      ...fixed,
      ready: allReady,
      resources: [...supervisor.states],
    })
    cleanup.add(async () => {
      allReady = false
      await supervisor.stop()
    })
    const ready = supervisor.start(resources).then(() => {
      allReady = true
      writeState(options.home, stateNow())
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
