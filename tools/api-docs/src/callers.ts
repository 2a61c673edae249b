import {
  evaluate,
  isFaultFile,
  type MeshFile,
  type MeshModel,
  parseMeshFiles,
  readFolder,
  type Server,
  type Token,
} from '@stoa/mesh/policy'
import type { Service } from '@stoa/topology'
import type { Operation } from './document.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
const namespace = 'commerce'

const isDevelopment = ({ file }: MeshFile) => file.endsWith('gateway/development.yaml')

/** The mesh without its faults, and unless `development` is set without what the edge lets in for development. */
export const readMeshModel = async (
  dir: string,
  { development }: { readonly development: boolean },
): Promise<MeshModel> => {
  const { files } = await readFolder(dir)
  return parseMeshFiles(
    files.filter((file) => !isFaultFile(file) && (development || !isDevelopment(file))),
  )
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

function tokenOf({ RequestAuthentication }: MeshModel): readonly Token[] {
  const [rule] = RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])
  if (!rule) return []
  const claims = { iss: rule.issuer, sub: 'x', aud: rule.audiences?.[0] }
  return [{ claims, valid: true, at: { header: 'authorization', prefix: 'Bearer ' } }]
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
  }
  const admits = (server: Server, principal: string | null, tokens: readonly Token[] = []) =>
    evaluate(mesh, {
      ...{ server, client: { principal, ip: '127.0.0.1' } },
      request: { ...request, tokens },
    }).decision === 'allow'
  const sidecar = serverOf(service)
  const withoutToken = admits(edgeServer, null) ? 'open' : 'with a token'
  const isReachable = admits(edgeServer, null, tokenOf(mesh)) && admits(sidecar, edge)
  return {
    edge: isReachable ? withoutToken : 'closed',
    services: services.filter((one) => admits(sidecar, `cluster.local/ns/${namespace}/sa/${one}`)),
  }
}
