import type { PlatformState } from '@stoa/topology'
import type { PlatformOptions } from './options.ts'
import { superuser } from './postgres/cluster.ts'
import { prepare } from './prepare.ts'
import { startTicksOf } from './proc.ts'
import { resourcesOf } from './resources.ts'
import { writeState } from './state-file.ts'
import { supervise } from './supervisor/supervisor.ts'
import { openUndo } from './undo.ts'

export interface Platform {
  readonly urls: PlatformState['urls']
  /** What runs at this moment; the same as in state.json. */
  readonly state: PlatformState
  /** Resolves once the process has ended; one that is paused or told something goes on. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>
  restart(name: string): Promise<void>
  whenReady(name: string): Promise<void>
  stop(): Promise<void>
  /** Ends every process at once, without a word. */
  killAll(): void
}

/** A platform whose processes are being started; it can be stopped before it is ready. */
export interface BegunPlatform extends Platform {
  readonly ready: Promise<void>
}

/** On free ports unless told; resolves when all is ready. When that fails, what had started is stopped again. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const platform = await beginPlatform({ ephemeral: true, ...options })
  try {
    await platform.ready
    return platform
  } catch (error) {
    await platform.stop()
    throw error
  }
}

export async function beginPlatform(options: PlatformOptions): Promise<BegunPlatform> {
  const undo = openUndo()
  try {
    const prepared = await prepare(options, undo)
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
      say: options.say ?? (() => undefined),
      onReady: (name) => options.onReady?.(name, ++readyCount, resources.length),
      onChange: () => writeState(options.home, stateNow()),
    })
    const stateNow = (): PlatformState => ({
      ...fixed,
      ready: allReady,
      resources: [...supervisor.states],
    })
    undo.add(async () => {
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
        return undo.all()
      },
      killAll: supervisor.killAll,
    }
  } catch (error) {
    await undo.all()
    throw error
  }
}
