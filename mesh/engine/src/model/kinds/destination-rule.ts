import { z } from 'zod'
import { selector } from './common.ts'
import { subsetName } from './destination.ts'
import { trafficPolicy } from './destination-rule/traffic-policy.ts'
import { exportTo, exportToViolations } from './export-to.ts'
import { instanceLabels, wildcardDomain } from './names.ts'
import { duplicates, reportViolations, type Violation, violationIf } from './violations.ts'

const subset = z.strictObject({
  name: subsetName,
  labels: instanceLabels.optional(),
  trafficPolicy: trafficPolicy.optional(),
})

export const destinationRuleSpec = z.strictObject({
  host: wildcardDomain,
  trafficPolicy: trafficPolicy.optional(),
  subsets: z
    .array(subset)
    .superRefine(
      reportViolations((list) =>
        duplicates(list.map(({ name }) => name)).flatMap((name) =>
          violationIf(true, `duplicate subset names: ${name}`),
        ),
      ),
    )
    .optional(),
  exportTo: exportTo.optional(),
  workloadSelector: selector.optional(),
})

export type DestinationRule = z.output<typeof destinationRuleSpec>
export type Subset = z.output<typeof subset>

/** A rule with a workloadSelector cannot be exported to other namespaces. */
export function destinationRuleViolations(
  rule: DestinationRule,
  namespace: string,
): readonly Violation[] {
  const beyond = (rule.exportTo ?? []).filter((one) => one !== '.' && one !== namespace)
  return [
    ...exportToViolations(rule, namespace),
    ...violationIf(
      rule.workloadSelector !== undefined && beyond.length > 0,
      'destination rule with workload selector cannot have exportTo beyond current namespace',
      'exportTo',
    ),
  ]
}
