import { compile, type Workload } from '@stoa/mesh'
import type { Pod } from '../pod.ts'
import type { CheckResult } from '../report.ts'
import { type ComparedFields, compareHosts, compareValues } from './compare-fields.ts'
import { fieldsByHost, routesByVirtualHost } from './fields.ts'
import { typeOf } from './json.ts'
import { askIstiod } from './sent.ts'
import type { SidecarOptions } from './sides.ts'

const name = 'istio-ingressgateway'

/** The edge as our compiler sees it. */
const edgeWorkload = ({ metadata, spec }: Pod): Workload => ({
  ...{ instance: 'edge', service: name, namespace: metadata.namespace, kind: 'gateway' },
  ...{ serviceAccount: spec.serviceAccountName, labels: metadata.labels },
  inbound: { address: '127.0.0.1', port: 443, servicePort: 443, protocol: 'http' },
  adminSocket: 'edge.admin.sock',
})

/** The edge's routes, and how it calls the services, field by field. */
export async function checkEdge(
  options: SidecarOptions,
  sidecars: readonly Workload[],
): Promise<CheckResult> {
  const { model, pods } = options
  const pod = pods.find(({ spec }) => spec.serviceAccountName === name)
  if (!pod) throw new Error(`the lab has no pod of ${name}`)
  const [sent] = await askIstiod(options, [pod], 'router')
  if (!sent) throw new Error('istiod sends no configuration to the edge')
  const settings = { meshSocket: 'mesh.sock', caFile: 'ca.pem' }
  const { resources = [] } =
    compile(model, [...sidecars, edgeWorkload(pod)], settings).get('edge') ?? {}
  const named = (type: string) => resources.filter((one) => typeOf(one) === type)
  const own = { clusters: named('Cluster'), routes: named('RouteConfiguration') }
  const theirs = routesByVirtualHost(sent)
  const compared: readonly ComparedFields[] = [
    compareHosts('edge', fieldsByHost(sent), fieldsByHost(own)),
    ...[...routesByVirtualHost(own)].map(([host, routes]) =>
      compareValues(`edge, ${host}`, theirs.get(host), routes),
    ),
  ]
  return {
    findings: compared.flatMap(({ findings }) => findings),
    figures: {
      edgeRoutes: [...theirs.values()].flat().length,
      edgeFields: compared.reduce((sum, { fields }) => sum + fields, 0),
    },
  }
}
