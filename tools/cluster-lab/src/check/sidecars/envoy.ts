import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { supervise } from '@stoa/run'
import { answersOk } from '../../up/answers.ts'
import { labResource } from '../../up/resource.ts'
import type { Json } from './json.ts'

export interface EnvoyOptions {
  readonly envoy: string
  readonly adminPort: number
  readonly listeners: readonly Json[]
  /** Clusters of HTTP and of TCP applications; each leads to a loopback server that accepts everything. */
  readonly clusters: readonly { readonly name: string; readonly protocol: 'http' | 'tcp' }[]
}

/** Runs listeners in a stock Envoy without discovery, in front of applications that answer every request with 200. */
export async function withEnvoy<T>(options: EnvoyOptions, use: () => Promise<T>): Promise<T> {
  const { envoy, adminPort, listeners, clusters } = options
  const folder = mkdtempSync(join(tmpdir(), 'stoa-lab-'))
  const sockets = { http: join(folder, 'http.sock'), tcp: join(folder, 'tcp.sock') }
  const http = createServer((request, response) => {
    request.resume()
    response.end(request.url)
  })
  const tcp = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.pipe(socket)
  })
  const file = join(folder, 'envoy.json')
  writeFileSync(
    file,
    JSON.stringify({
      node: { id: 'lab', cluster: 'lab' },
      admin: { address: { socket_address: { address: '127.0.0.1', port_value: adminPort } } },
      static_resources: {
        listeners,
        clusters: clusters.map(({ name, protocol }) => cluster(name, sockets[protocol])),
      },
    }),
  )
  const supervisor = supervise({
    ...{ logFile: () => join(folder, 'envoy.log'), log: () => undefined },
    ...{ onReady: () => undefined, onChange: () => undefined },
  })
  try {
    await Promise.all([listen(http, sockets.http), listen(tcp, sockets.tcp)])
    await supervisor.start([envoyResource(envoy, file, folder, adminPort)])
    return await use()
  } finally {
    await supervisor.stop()
    for (const server of [http, tcp]) server.close()
    http.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  }
}

const envoyResource = (command: string, file: string, cwd: string, adminPort: number) =>
  labResource({
    ...{ name: 'envoy', after: [], command, cwd, ports: { admin: adminPort } },
    args: [
      ...['--config-path', file, '--concurrency', '1', '--disable-hot-restart'],
      ...['--log-level', 'error'],
    ],
    isReady: () => answersOk(`http://127.0.0.1:${adminPort}/ready`),
  })

const cluster = (name: string, path: string): Json => ({
  ...{ name, type: 'STATIC', connect_timeout: '5s' },
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path } } } }] }],
  },
})

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path)
  await once(server, 'listening')
}
