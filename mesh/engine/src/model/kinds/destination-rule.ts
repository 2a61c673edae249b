import { z } from 'zod'
import { selector } from './common.ts'
import { subsetName } from './destination.ts'
import { trafficPolicy } from './destination-rule/traffic-policy.ts'
import { exportFaults, exportTo } from './export-to.ts'
import { type Fault, fault, refusing, repeated } from './faults.ts'
import { instanceLabels, wildDomain } from './names.ts'

const subset = z.strictObject({
  name: subsetName,
  labels: instanceLabels.optional(),
  trafficPolicy: trafficPolicy.optional(),
})

export const destinationRuleSpec = z.strictObject({
  host: wildDomain,
  trafficPolicy: trafficPolicy.optional(),
  subsets: z
    .array(subset)
    .superRefine(
      refusing((list) =>
        repeated(list.map(({ name }) => name)).flatMap((name) =>
          fault(true, `duplicate subset names: ${name}`),
        ),
      ),
    )
    .optional(),
  exportTo: exportTo.optional(),
  workloadSelector: selector.optional(),
})

export type DestinationRule = z.output<typeof destinationRuleSpec>
export type Subset = z.output<typeof subset>

/** A rule for some workloads alone cannot be handed to other namespaces. */
export function destinationRuleFaults(rule: DestinationRule, namespace: string): readonly Fault[] {
  const beyond = (rule.exportTo ?? []).filter((one) => one !== '.' && one !== namespace)
  return [
    ...exportFaults(rule, namespace),
    ...fault(
      rule.workloadSelector !== undefined && beyond.length > 0,
      'destination rule with workload selector cannot have exportTo beyond current namespace',
      'exportTo',
    ),
  ]
}
