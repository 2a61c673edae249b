import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { answersOk } from '../http-ok.ts'
import type { Instance } from '../plan.ts'
import type { Resource } from '../supervisor/resource.ts'
import { sidecarOf } from './envoy.ts'

/** With which every process of a service starts, here and in the charts. */
export const v8Options = [
  // Objects of requests and batches live for milliseconds: a larger young generation avoids most collections.
  '--max-semi-space-size=64',
  // A batch runs some twenty times a second: with V8's default thresholds its code stays unoptimised for minutes.
  '--invocation-count-for-maglev=40',
  '--invocation-count-for-turbofan=300',
  '--minimum-invocations-after-ic-update=50',
]

export interface ServiceOptions {
  readonly instance: Instance
  readonly node: string
  readonly nodeArgs: readonly string[]
  readonly root: string
  readonly env: NodeJS.ProcessEnv
}

/** One replica of a Node service. */
export function serviceResource({ instance, node, nodeArgs, root, env }: ServiceOptions): Resource {
  const { name, service, appSocket } = instance
  return {
    name,
    kind: 'service',
    after: [...(service.database ? ['postgres'] : []), 'nats', sidecarOf('nats'), sidecarOf(name)],
    ports: {},
    sockets: { app: appSocket },
    program: () => {
      rmSync(appSocket, { force: true })
      return {
        command: node,
        args: [...v8Options, ...nodeArgs, join(root, `services/${service.name}/src/main.ts`)],
        env,
        cwd: root,
        onOrphaned: 'KILL',
      }
    },
    isReady: () => answersOk({ socketPath: appSocket }, '/readyz'),
    stop: { signal: 'SIGTERM', withinMs: 10_000 },
  }
}
