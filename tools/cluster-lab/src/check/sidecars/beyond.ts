import { standIns } from '../../render/platform-objects.ts'
import { at, objects } from './json.ts'

/** Services of the cluster itself and of Istio. Our compiler knows the workloads of `commerce` alone. */
const ofTheCluster = [
  'kubernetes.default.svc.cluster.local:443',
  ...[443, 15_010, 15_012, 15_014].map((port) => `istiod.istio-system.svc.cluster.local:${port}`),
  ...[443, 15_021].map((port) => `istio-ingressgateway.istio-ingress.svc.cluster.local:${port}`),
]

/** The stand-ins beside the platform: the laptop's proxies reach those processes by other ways than a Service. */
const ofStandIns = standIns()
  .filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace !== 'commerce')
  .flatMap(({ metadata: { name, namespace }, spec }) =>
    objects(at(spec, 'ports')).map(({ port }) => `${name}.${namespace}.svc.cluster.local:${port}`),
  )

/**
 * Destinations that istiod sends to every proxy and our compiler to none, since the mesh's Sidecar leaves the hosts of other
 * namespaces visible. NetworkPolicies decide who reaches them: check/network.
 */
export const beyondOurs: ReadonlySet<string> = new Set([...ofTheCluster, ...ofStandIns])

/** The edge has no way to the broker in our configuration; istiod sends a gateway every Service. */
export const beyondOurEdge: ReadonlySet<string> = new Set([
  ...beyondOurs,
  'nats.commerce.svc.cluster.local:4222',
])
