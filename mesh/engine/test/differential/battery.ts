import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import { createServer as createTcp, type Server } from 'node:net'
import { join } from 'node:path'
import { compile, type MeshModel, openAuthority } from '../../src/index.ts'
import { startEnvoy } from '../envoy.ts'
import type { Compiled as IstioCompiled } from '../istio-answers.ts'
import { freePorts } from '../ports.ts'
import { type Asker, openAsker } from './ask.ts'
import { withFilters } from './istio-listener.ts'
import { authorizer, clustersOf, listenerOf, staticBootstrap, target } from './static-envoy.ts'
import { identities } from './world.ts'

export interface Battery {
  /** The port on which the mesh of that index is in force, as compiled by us. */
  readonly port: (index: number) => number
  /** The same as compiled by Istio itself, where it was asked. */
  readonly istioPort: (index: number) => number
  readonly asker: Asker
  readonly stop: () => Promise<void>
}

/** One real Envoy with the compiled inbound listener of each mesh, and an application behind all of them. */
export async function startBattery(
  models: readonly MeshModel[],
  protocol: 'http' | 'tcp',
  istio: readonly IstioCompiled[],
): Promise<Battery> {
  const dir = await mkdtemp('/tmp/differential-')
  const socket = (name: string) => join(dir, `${name}.sock`)
  const app =
    protocol === 'http'
      ? echo()
      : createTcp((connection) => {
          connection.on('error', () => undefined)
          connection.pipe(connection)
        })
  const judge = createHttp((request, response) => {
    response.writeHead(request.headers['x-authorizer'] === 'deny' ? 403 : 200).end()
  })
  await Promise.all([listen(app, socket('app')), listen(judge, socket('judge'))])
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
    if (own === undefined) throw new Error('the target was not compiled')
    return own
  })
  const [first] = compiled
  if (first === undefined) throw new Error('no mesh to try')
  const listeners = compiled.map((one, index) => listenerOf(one, `mesh-${index}`))
  const bootstrap = staticBootstrap({
    adminSocket: socket('admin'),
    listeners: [
      ...listeners,
      ...istio.map((filters, index) =>
        withFilters(listeners[index] ?? {}, filters, `istio-${index}`, istioPort(index)),
      ),
    ],
    clusters: clustersOf(first, { pipe: { path: socket('judge') } }),
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
  const asker = openAsker(certificates)
  return {
    port: (index) => ports[index] ?? 0,
    istioPort,
    asker,
    async stop() {
      asker.stop()
      await envoy.stop()
      app.close()
      judge.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const listen = (server: Server, path: string) =>
  new Promise<void>((resolve) => server.listen(path, () => resolve()))

/** Answers with the path and the headers that it was asked with. */
const echo = () =>
  createHttp((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ path: request.url, headers: request.headers }))
  })
