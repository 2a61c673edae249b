import type { DestinationRule } from '../../model/kinds/destination-rule.ts'
import { fullHost, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import { carries } from '../../model/select.ts'
import { isVisible, mostSpecific } from '../../model/visibility.ts'
import type { Scope } from '../scope.ts'

/**
 * What the DestinationRules say to this workload of a host: those of the caller's namespace are
 * looked at first, then the service's, then the root namespace's.
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

/** A rule for this very workload counts alone; the others of a host add up their subsets. */
function merged(
  rules: readonly Resource<DestinationRule>[],
  labels: Readonly<Record<string, string>>,
): DestinationRule | undefined {
  const forThis = rules.filter(
    ({ spec, namespace: _ }) =>
      spec.workloadSelector !== undefined &&
      carries({ namespace: '', labels }, Object.entries(spec.workloadSelector.matchLabels ?? {})),
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
