import type { DestinationRule } from '../../model/kinds/destination-rule.ts'
import { fullHost, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import { hasLabels } from '../../model/select.ts'
import { isVisible, mostSpecific } from '../../model/visibility.ts'
import type { Scope } from '../scope.ts'

/**
 * The DestinationRule that applies when this workload calls a host. Rules of the caller's namespace
 * come first, then those of the service's namespace, then those of the root namespace.
 */
export function destinationRuleFor(
  { model, workload }: Scope,
  { host, namespace }: Pick<Service, 'host' | 'namespace'>,
): DestinationRule | undefined {
  const { rootNamespace } = model.settings
  const own = matching(
    model.DestinationRule.filter((rule) => rule.namespace === workload.namespace),
    host,
  )
  if (own.length > 0) return merged(own, workload.labels)
  for (const owner of [namespace, rootNamespace]) {
    const exported = model.DestinationRule.filter(
      (rule) => rule.namespace === owner && rule.spec.exportTo?.join() !== '.',
    )
    const found = matching(exported, host)
      .filter((rule) => isVisible(rule, workload.namespace))
      .filter(({ spec }) => spec.workloadSelector === undefined)
    if (found.length > 0) return merged(found, workload.labels)
  }
  return undefined
}

function matching(rules: readonly Resource<DestinationRule>[], host: string) {
  const hostOf = ({ spec, namespace }: Resource<DestinationRule>) => fullHost(spec.host, namespace)
  const best = mostSpecific(rules.map(hostOf), host)
  return rules.filter((rule) => hostOf(rule) === best)
}

/**
 * A rule whose workloadSelector matches applies alone; otherwise the subsets of all rules of the
 * host are merged.
 */
function merged(
  rules: readonly Resource<DestinationRule>[],
  labels: Readonly<Record<string, string>>,
): DestinationRule | undefined {
  const forThis = rules.filter(
    ({ spec, namespace: _ }) =>
      spec.workloadSelector !== undefined &&
      hasLabels({ namespace: '', labels }, Object.entries(spec.workloadSelector.matchLabels ?? {})),
  )
  const count = forThis.length > 0 ? forThis : rules.filter((one) => !one.spec.workloadSelector)
  const [first] = count
  if (first === undefined) return undefined
  const policy = count.map(({ spec }) => spec.trafficPolicy).find((one) => one !== undefined)
  return {
    ...first.spec,
    ...(policy === undefined ? {} : { trafficPolicy: policy }),
    subsets: count.flatMap(({ spec }) => spec.subsets ?? []),
  }
}
