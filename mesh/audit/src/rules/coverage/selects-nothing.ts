import { hasSelector, hasTargetRef } from '@stoa/mesh/policy'
import { found, type Rule } from '../rule.ts'

export const selectsNothing: Rule = {
  code: 'STOA201',
  severity: 'warning',
  summary: 'A policy selects no workload',
  why: 'It protects nothing, and whoever reads it believes that it does.',
  mend: "Write the labels that the workload's pods carry, in the namespace of the workload.",
  check: ({ mesh, inventory, reachedBy }) =>
    inventory.known
      ? [...mesh.AuthorizationPolicy, ...mesh.PeerAuthentication, ...mesh.RequestAuthentication]
          .filter((policy) => hasSelector(policy.spec) && !hasTargetRef(policy.spec))
          .filter((policy) => reachedBy(policy).length === 0)
          .map((policy) =>
            found(
              policy,
              ['spec', 'selector', 'matchLabels'],
              `no workload of ${policy.namespace} carries ${labels(policy.spec.selector?.matchLabels)}`,
            ),
          )
      : [],
}

const labels = (wanted: Readonly<Record<string, string>> = {}): string =>
  Object.entries(wanted)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
