import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { answersOk } from '../http-ok.ts'
import type { Instance } from '../plan.ts'
import type { Program } from '../supervisor/launch.ts'
import type { Resource } from '../supervisor/resource.ts'
import { sidecarOf } from './envoy.ts'

/** With which every process of a service starts, here and in the charts. */
export const v8Options = [
  // Objects of requests and batches live for milliseconds: a larger young generation avoids most collections.
  '--max-semi-space-size=64',
]

export interface ServiceOptions {
  readonly instance: Instance
  readonly node: string
  readonly nodeArgs: readonly string[]
  readonly root: string
  readonly env: NodeJS.ProcessEnv
}

/** Has new connections to the socket `from` go to the socket `to`. */
function lead(from: string, to: string): void {
  const link = `${from}.link`
  rmSync(link, { force: true })
  symlinkSync(to, link)
  renameSync(link, from)
}

/** One replica of a Node service. Each process of it has a socket of its own, to which `appSocket` leads. */
export function serviceResource({ instance, node, nodeArgs, root, env }: ServiceOptions): Resource {
  const { name, service, appSocket } = instance
  let processes = 0
  const nextSocket = () => {
    processes += 1
    return `${appSocket}.${processes}`
  }
  const programOn = (socket: string): Program => ({
    command: node,
    args: [...v8Options, ...nodeArgs, join(root, `services/${service.name}/src/main.ts`)],
    env: { ...env, LISTEN: socket },
    cwd: root,
    onOrphaned: 'KILL',
  })
  return {
    name,
    kind: 'service',
    after: [...(service.database ? ['postgres'] : []), 'nats', sidecarOf('nats'), sidecarOf(name)],
    ports: {},
    sockets: { app: appSocket },
    program: () => {
      rmSync(`${appSocket}.${processes}`, { force: true })
      const socket = nextSocket()
      lead(appSocket, socket)
      return programOn(socket)
    },
    isReady: () => answersOk({ socketPath: appSocket }, '/readyz'),
    successor: () => {
      const socket = nextSocket()
      return {
        program: programOn(socket),
        isReady: () => answersOk({ socketPath: socket }, '/readyz'),
        takeOver: () => lead(appSocket, socket),
      }
    },
    stop: { signal: 'SIGTERM', withinMs: 10_000 },
  }
}
