import type { Finding } from '../report.ts'
import { type Deployment, type DrainState, isHealthy, podsOf } from './state.ts'

/**
 * Deployments whose pods are not spread as they demand over the zones and nodes that take pods, and those of the charts that
 * have several replicas and demand no zone of them, although the profile promises it. Pure.
 */
export const spreadFindings = (state: DrainState, when: string): readonly Finding[] =>
  state.deployments.flatMap((deployment) => [
    ...missingDemand(deployment),
    ...skewsOf(deployment, state, when),
  ])

const zone = 'topology.kubernetes.io/zone'
const mustHold = 'DoNotSchedule'

const finding = ({ metadata: { namespace, name } }: Deployment, what: string): Finding => ({
  ...{ check: 'drain', subject: `Deployment ${namespace}/${name}`, what },
})

function missingDemand(deployment: Deployment): readonly Finding[] {
  const { metadata, spec } = deployment
  const isOurs = metadata.labels['app.kubernetes.io/part-of'] === 'stoa'
  if (!isOurs || spec.replicas < 2) return []
  const demands = spec.template.spec.topologySpreadConstraints.some(
    ({ topologyKey, whenUnsatisfiable }) => topologyKey === zone && whenUnsatisfiable === mustHold,
  )
  return demands
    ? []
    : [finding(deployment, `has ${spec.replicas} replicas that need not be in several zones`)]
}

function skewsOf(deployment: Deployment, { nodes, pods }: DrainState, when: string): Finding[] {
  const open = nodes.filter(({ spec }) => !spec.unschedulable)
  const own = podsOf(deployment, pods).filter(isHealthy)
  const constraints = deployment.spec.template.spec.topologySpreadConstraints
  return constraints
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === mustHold)
    .flatMap(({ topologyKey, maxSkew }) => {
      const domainOf = new Map(
        open.map(({ metadata }) => [metadata.name, metadata.labels[topologyKey] ?? '']),
      )
      const counts = new Map([...domainOf.values()].map((domain) => [domain, 0]))
      for (const { spec } of own) {
        const domain = domainOf.get(spec.nodeName ?? '')
        if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1)
      }
      const skew = Math.max(...counts.values()) - Math.min(...counts.values())
      if (skew <= maxSkew) return []
      const text = [...counts].map(([domain, count]) => `${domain} ${count}`).join(', ')
      const what = `pods over ${topologyKey} differ by ${skew}, at most ${maxSkew} were asked for, ${when}: ${text}`
      return [finding(deployment, what)]
    })
}
