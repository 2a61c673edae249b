import {
  evaluate,
  isFaultFile,
  type MeshModel,
  parseMeshFiles,
  readFolder,
  type Server,
} from '@stoa/mesh/policy'
import type { Service } from '@stoa/topology'
import type { Operation } from './document.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const namespace = 'commerce'

export const readMeshModel = async (dir: string): Promise<MeshModel> => {
  const { files } = await readFolder(dir)
  return parseMeshFiles(files.filter((file) => !isFaultFile(file)))
}

export interface Callers {
  /** Whether external clients reach it through the edge, and whether the edge lets them in only with a token. */
  readonly edge: 'closed' | 'open' | 'with a token'
  /** The services whose requests are let in. */
  readonly services: readonly string[]
}

const serverOf = ({ name, port }: Pick<Service, 'name' | 'port'>): Server => ({
  namespace,
  labels: { 'app.kubernetes.io/name': name },
  kind: 'sidecar',
  port,
  protocol: 'http',
})

const edgeServer: Server = {
  namespace: 'istio-ingress',
  labels: { istio: 'ingressgateway' },
  kind: 'gateway',
  port: 443,
  protocol: 'http',
}

/** Who may send the operation to its service, by the policies of the edge and of the service's sidecar. */
export function callersOf(
  mesh: MeshModel,
  service: Pick<Service, 'name' | 'port'>,
  { method, path }: Pick<Operation, 'method' | 'path'>,
  services: readonly string[],
): Callers {
  const request = {
    method,
    path: path.replaceAll(/\{[^}]+\}/g, 'x'),
    host: `${service.name}.${namespace}.svc.cluster.local`,
    headers: {},
    tokens: [],
  }
  const admits = (server: Server, principal: string | null) =>
    evaluate(mesh, { server, client: { principal, ip: '127.0.0.1' }, request }).decision === 'allow'
  const sidecar = serverOf(service)
  const withoutToken = admits(edgeServer, null) ? 'open' : 'with a token'
  return {
    edge: admits(sidecar, edge) ? withoutToken : 'closed',
    services: services.filter((one) => admits(sidecar, `cluster.local/ns/${namespace}/sa/${one}`)),
  }
}
