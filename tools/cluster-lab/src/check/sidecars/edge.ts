import { compile, type MeshModel, type Workload } from '@stoa/mesh'
import type { Pod } from '../pod.ts'
import { isObject, type Json, mapObjects, objects } from './json.ts'
import { ownInbound } from './own-inbound.ts'
import { askIstiod, type Sent } from './sent.ts'
import type { SidecarOptions } from './sides.ts'

const name = 'istio-ingressgateway'

/** The edge's configuration as istiod sends it and as we compile it. */
export interface EdgeSides {
  readonly sent: Sent
  readonly resources: readonly Json[]
}

/** The edge as our compiler sees it. */
const edgeWorkload = ({ metadata, spec }: Pod): Workload => ({
  ...{ instance: 'edge', service: name, namespace: metadata.namespace, kind: 'gateway' },
  ...{ serviceAccount: spec.serviceAccountName, labels: metadata.labels },
  inbound: { address: '127.0.0.1', port: 443, servicePort: 443, protocol: 'http' },
  adminSocket: 'edge.admin.sock',
})

/** Both sides of the edge. Ours has the key set `jwks` from the start, since our compiler refuses issuers beyond the mesh. */
export async function edgeSides(
  options: SidecarOptions,
  sidecars: readonly Workload[],
  jwks: string,
): Promise<EdgeSides> {
  const { model, pods } = options
  const pod = pods.find(({ spec }) => spec.serviceAccountName === name)
  if (!pod) throw new Error(`the lab has no pod of ${name}`)
  const [sent] = await askIstiod(options, [pod], 'router')
  if (!sent) throw new Error('istiod sends no configuration to the edge')
  const settings = { meshSocket: 'mesh.sock', caFile: 'ca.pem' }
  const workloads = [...sidecars, edgeWorkload(pod)]
  const compiled = compile(withInlineKeys(model, jwks), workloads, settings).get('edge')
  if (!compiled) throw new Error('the compiler makes no configuration for the edge')
  return { sent, resources: compiled.resources }
}

const withInlineKeys = (model: MeshModel, jwks: string): MeshModel => ({
  ...model,
  RequestAuthentication: model.RequestAuthentication.map((resource) => ({
    ...resource,
    spec: {
      ...resource.spec,
      jwtRules: (resource.spec.jwtRules ?? []).map(({ jwksUri: _, ...rule }) => ({
        ...rule,
        jwks,
      })),
    },
  })),
})

/** The edge's HTTPS listener of each side with its routes in it. */
export function edgeListeners({ sent, resources }: EdgeSides) {
  const [listener] = sent.listeners
  if (!listener) throw new Error('istiod sends no listener to the edge')
  const tables = new Map(sent.routes.map(({ '@type': _, ...table }) => [table.name, table]))
  const { '@type': _, ...istiod } = mapObjects(listener, (object) => {
    if (!isObject(object.rds)) return object
    const { rds, ...rest } = object
    return { ...rest, route_config: tables.get(rds.route_config_name) }
  }) as Json
  return { istiod, own: ownInbound({ resources }, 'edge') }
}

/** The listener with a key set of the lab in the place of the issuer's, and without limits of rate. */
export const withKeys = (listener: Json, jwks: string): Json =>
  mapObjects(listener, (object) => {
    const { remote_jwks: remote, ...rest } = object
    const keyed = remote ? { ...rest, local_jwks: { inline_string: jwks } } : object
    if (!Array.isArray(keyed.http_filters)) return keyed
    const filters = objects(keyed.http_filters)
    return {
      ...keyed,
      http_filters: filters.filter((one) => one.name !== 'envoy.filters.http.local_ratelimit'),
    }
  }) as Json
