import { hasSelector, hasTargetRef } from '@stoa/mesh/policy'
import { type Rule, resultAt } from '../rule.ts'

export const selectsNothing: Rule = {
  code: 'STOA201',
  severity: 'warning',
  summary: 'A policy selects no workload',
  why: 'The policy protects nothing, although its readers will assume that it does.',
  fix: "Write labels that the workload's pods carry, and put the policy in the workload's namespace.",
  check: ({ mesh, inventory, appliesTo }) =>
    inventory.known
      ? [...mesh.AuthorizationPolicy, ...mesh.PeerAuthentication, ...mesh.RequestAuthentication]
          .filter((policy) => hasSelector(policy.spec) && !hasTargetRef(policy.spec))
          .filter((policy) => appliesTo(policy).length === 0)
          .map((policy) =>
            resultAt(
              policy,
              ['spec', 'selector', 'matchLabels'],
              `no workload in ${policy.namespace} has the labels ${labels(policy.spec.selector?.matchLabels)}`,
            ),
          )
      : [],
}

const labels = (wanted: Readonly<Record<string, string>> = {}): string =>
  Object.entries(wanted)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
