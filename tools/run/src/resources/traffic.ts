import { join } from 'node:path'
import type { Resource } from '../supervisor/resource.ts'

/** Demo orders, from when everything else is ready. */
export const trafficResource = (
  node: string,
  root: string,
  home: string,
  after: readonly string[],
): Resource => ({
  name: 'traffic',
  kind: 'traffic',
  after,
  ports: {},
  sockets: {},
  program: () => ({
    command: node,
    args: [join(root, 'tools/replay/src/demo-traffic.ts')],
    env: { ...process.env, STOA_HOME: home },
    cwd: root,
    onOrphaned: 'KILL',
  }),
  isReady: async () => true,
  stop: { signal: 'SIGTERM', withinMs: 3000 },
})
