import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '../supervisor/resource.ts'

export interface TrafficOptions {
  readonly node: string
  readonly root: string
  readonly home: string
  readonly after: readonly string[]
  /** Demo traffic creates this file once its first orders are shipped; absent where they cannot be. */
  readonly openedFile?: string
}

/** Demo orders. They start when every other resource is ready, and are ready once the first are shipped. */
export const trafficResource = ({
  node,
  root,
  home,
  after,
  openedFile,
}: TrafficOptions): Resource => ({
  name: 'traffic',
  kind: 'traffic',
  after,
  ports: {},
  sockets: {},
  program: () => {
    if (openedFile) rmSync(openedFile, { force: true })
    return {
      command: node,
      args: [join(root, 'tools/replay/src/demo-traffic.ts')],
      env: {
        ...process.env,
        STOA_HOME: home,
        ...(openedFile && { STOA_TRAFFIC_OPENED: openedFile }),
      },
      cwd: root,
      onOrphaned: 'KILL',
    }
  },
  isReady: async () => openedFile === undefined || existsSync(openedFile),
  stop: { signal: 'SIGTERM', withinMs: 3000 },
})
