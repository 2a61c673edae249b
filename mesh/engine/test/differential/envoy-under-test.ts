import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import { createServer as createTcp, type Server } from 'node:net'
import { join } from 'node:path'
import { freePorts } from '@stoa/topology'
import { compile, type MeshModel, openAuthority } from '../../src/index.ts'
import { startEnvoy } from '../envoy.ts'
import type { Compiled as IstioCompiled } from '../istio-answers.ts'
import { withFilters } from './istio-listener.ts'
import { identities } from './sample-values.ts'
import { openRequestSender, type RequestSender } from './send-requests.ts'
import { authorizer, clustersOf, listenerOf, staticBootstrap, target } from './static-envoy.ts'

export interface EnvoyUnderTest {
  /** The port with the mesh of that index, compiled by our compiler. */
  readonly port: (index: number) => number
  /** The port with the same mesh compiled by Istio, when the reference is used. */
  readonly istioPort: (index: number) => number
  readonly sender: RequestSender
  readonly stop: () => Promise<void>
}

/**
 * Starts one Envoy with the compiled inbound listener of each mesh, and one application behind all
 * of them.
 */
export async function startEnvoyUnderTest(
  models: readonly MeshModel[],
  protocol: 'http' | 'tcp',
  istio: readonly IstioCompiled[],
): Promise<EnvoyUnderTest> {
  const dir = await mkdtemp('/tmp/differential-')
  const socket = (name: string) => join(dir, `${name}.sock`)
  const app =
    protocol === 'http'
      ? echo()
      : createTcp((connection) => {
          connection.on('error', () => undefined)
          connection.pipe(connection)
        })
  const authorizerApp = createHttp((request, response) => {
    response.writeHead(request.headers['x-authorizer'] === 'deny' ? 403 : 200).end()
  })
  await Promise.all([listen(app, socket('app')), listen(authorizerApp, socket('authorizer'))])
  const authority = await openAuthority(join(dir, 'certs'))
  const issue = (name: string) =>
    authority.issue({ spiffeId: `spiffe://${name}`, lifetimeMs: 3_600_000 })
  const names = identities.filter((name) => name !== null)
  const certificates = new Map(
    await Promise.all(names.map(async (name) => [name, await issue(name)] as const)),
  )

  const ports = await freePorts(models.length + istio.length)
  const istioPort = (index: number) => ports[models.length + index] ?? 0
  const settings = { meshSocket: socket('mesh'), caFile: authority.caFile }
  const compiled = models.map((model, index) => {
    const workload = target(ports[index] ?? 0, socket('app'), protocol)
    const own = compile(model, [workload, authorizer], settings).get('target')
    if (own === undefined) throw new Error('the mesh of the target has no configuration')
    return own
  })
  const [first] = compiled
  if (first === undefined) throw new Error('there is no mesh to test')
  const listeners = compiled.map((one, index) => listenerOf(one, `mesh-${index}`))
  const bootstrap = staticBootstrap({
    adminSocket: socket('admin'),
    listeners: [
      ...listeners,
      ...istio.map((filters, index) =>
        withFilters(listeners[index] ?? {}, filters, `istio-${index}`, istioPort(index)),
      ),
    ],
    clusters: clustersOf(first, { pipe: { path: socket('authorizer') } }),
    runtime: first.bootstrap.layered_runtime,
    identity: await issue('cluster.local/ns/ns1/sa/b'),
  })
  const file = join(dir, 'envoy.json')
  await writeFile(file, JSON.stringify(bootstrap))
  const args = [
    '--config-path',
    file,
    '--concurrency',
    '1',
    '--disable-hot-restart',
    '--log-level',
    'error',
  ]
  const envoy = await startEnvoy(args, socket('admin'))
  const sender = openRequestSender(certificates)
  return {
    port: (index) => ports[index] ?? 0,
    istioPort,
    sender,
    async stop() {
      sender.stop()
      await envoy.stop()
      app.close()
      authorizerApp.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const listen = (server: Server, path: string) =>
  new Promise<void>((resolve) => server.listen(path, () => resolve()))

/** Responds with the path and headers of the request. */
const echo = () =>
  createHttp((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ path: request.url, headers: request.headers }))
  })
