import { outboundCluster, type Service } from '../../model/registry.ts'
import { type Config, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { endpointsOf, type ServiceEndpoint } from './endpoints.ts'
import { groupsOf } from './locality.ts'
import { type EffectivePolicy, trafficPolicyFor } from './policy.ts'
import { destinationRuleFor } from './rule.ts'

/** The endpoints of a service and of its subsets, as seen by this workload. */
export function assignmentsOf(scope: Scope, service: Service): readonly Config[] {
  const rule = destinationRuleFor(scope, service)
  const whole = { name: undefined, labels: {} }
  return [whole, ...(rule?.subsets ?? [])].map(({ name, labels }) =>
    typed('config.endpoint.v3.ClusterLoadAssignment', {
      cluster_name: outboundCluster(service, name),
      endpoints: localities(
        scope,
        endpointsOf(scope, service, labels),
        trafficPolicyFor(rule, service.port, name),
      ),
    }),
  )
}

/** Endpoints by locality, with the priorities or weights that the DestinationRule sets. */
export function localities(
  { workload, model }: Scope,
  endpoints: readonly ServiceEndpoint[],
  policy: EffectivePolicy,
): readonly Config[] {
  const caller = { locality: workload.locality ?? '', labels: workload.labels }
  const setting = policy.loadBalancer?.localityLbSetting ??
    model.settings.written.localityLbSetting ?? { enabled: true }
  const failsOver = policy.outlierDetection !== undefined
  return groupsOf(endpoints, caller, setting, failsOver).map((group) => ({
    ...(group.locality === '' ? {} : { locality: localityOf(group.locality) }),
    priority: group.priority,
    load_balancing_weight:
      group.weight ?? group.endpoints.reduce((sum, one) => sum + one.weight, 0),
    lb_endpoints: group.endpoints.map(endpoint),
  }))
}

const endpoint = ({ address, weight, mtls }: ServiceEndpoint): Config => ({
  endpoint: { address },
  load_balancing_weight: weight,
  ...(mtls
    ? { metadata: { filter_metadata: { 'envoy.transport_socket_match': { tlsMode: 'istio' } } } }
    : {}),
})

function localityOf(locality: string): Config {
  const [region, zone, subzone] = locality.split('/')
  return { region, ...(zone ? { zone } : {}), ...(subzone ? { sub_zone: subzone } : {}) }
}
