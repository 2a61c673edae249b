import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  AlreadyRunning,
  openStateFile,
  type Supervisor,
  startTicksOf,
  supervise,
  takeLock,
  until,
} from '@stoa/run'
import { CannotRun, type PlatformState } from '@stoa/topology'
import { openCluster } from '../kubernetes/cluster.ts'
import { findPrograms } from '../programs/find.ts'
import { controlPlane, type Lab } from './control-plane.ts'
import { createCredentials } from './credentials.ts'
import { install, installGateway } from './install.ts'
import { istiod } from './istiod.ts'
import { isReadyNode, kwok, nodes } from './nodes.ts'
import { freeLabPorts } from './ports.ts'

export interface RunningLab {
  readonly urls: PlatformState['urls']
  /** Resolves when the control plane is ready; rejects with what prevents it. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

/** Starts a lab with an empty cluster in `home`. @throws CannotRun when programs are missing, or it already runs */
export async function startLab(home: string, log: (line: string) => void): Promise<RunningLab> {
  const programs = findPrograms()
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 })
  const lock = await takeLock(home, log).catch((error) => {
    if (error instanceof AlreadyRunning)
      throw new CannotRun(
        `a lab already runs in ${home} (pid ${error.pid}); stop it with \`npx stoa lab down\``,
      )
    throw error
  })
  try {
    for (const folder of ['etcd', 'certs', 'istiod'])
      rmSync(join(home, folder), { recursive: true, force: true })
    const ports = await freeLabPorts()
    const credentials = await createCredentials(home, ports.apiServer)
    return runLab({ home, ports, programs, credentials }, lock, log)
  } catch (error) {
    lock.release()
    throw error
  }
}

type Lock = Awaited<ReturnType<typeof takeLock>>

function runLab(lab: Lab, lock: Lock, log: (line: string) => void): RunningLab {
  const { home, ports, credentials } = lab
  const urls = {
    kubernetes: credentials.admin.url,
    istiod: `http://127.0.0.1:${ports.istiodHttp}`,
    xds: `http://127.0.0.1:${ports.istiodGrpc}`,
  }
  let allReady = false
  const stateNow = (): PlatformState => ({
    ...{ pid: process.pid, startTicks: startTicksOf(process.pid), startedAt, urls },
    ...{ caFile: credentials.caFile, meshSocket: null, postgres: null, nats: null },
    ...{ ready: allReady, resources: [...supervisor.states] },
  })
  const startedAt = new Date().toISOString()
  const stateFile = openStateFile(home, stateNow)
  const supervisor = supervise({
    logFile: (name) => join(home, 'logs', `${name}.log`),
    log,
    onReady: (name) => log(`${name} is ready`),
    onChange: () => stateFile.save(),
  })
  const ready = bringUp(lab, supervisor, log).then(() => {
    allReady = true
    stateFile.save()
  })
  ready.catch(() => undefined)
  return {
    ...{ urls, ready },
    async stop() {
      lock.announceStop()
      allReady = false
      await supervisor.stop()
      stateFile.close()
      lock.release()
    },
  }
}

async function bringUp(
  lab: Lab,
  supervisor: Supervisor,
  log: (line: string) => void,
): Promise<void> {
  await supervisor.start([...controlPlane(lab), kwok(lab)])
  const cluster = openCluster(lab.credentials.admin)
  try {
    await install(lab, cluster, log)
    await supervisor.start([istiod(lab)])
    await installGateway(lab, cluster, log)
    await until('the nodes', async () => {
      const found = await cluster.list('/api/v1/nodes')
      return found.length === nodes.length && found.every(isReadyNode)
    })
  } finally {
    cluster.close()
  }
}
