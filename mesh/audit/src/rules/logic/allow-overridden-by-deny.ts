import { isDryRun, type MeshModel } from '@stoa/mesh/policy'
import { type Rule, resultAt } from '../rule.ts'
import { scopedRules, witnessRequests } from '../scoped-rules.ts'

export const allowOverriddenByDeny: Rule = {
  code: 'STOA506',
  severity: 'warning',
  summary: 'A DENY policy overrides everything that an ALLOW rule allows',
  why: 'Istio evaluates DENY policies first. The rule looks like a permission but grants nothing.',
  fix: 'Exclude the request from the DENY policy, or delete the ALLOW rule.',
  check: (context) =>
    scopedRules(context, 'ALLOW')
      .filter(({ policy }) => !isDryRun(policy))
      .filter(({ targetPorts }) => targetPorts.some(({ mesh }) => hasDeny(mesh)))
      .flatMap((scoped) => {
        const witnesses = witnessRequests(context, scoped)
        const [first] = witnesses
        if (first === undefined) return []
        if (!witnesses.every(({ evidence }) => evidence.verdict.stage === 'deny')) return []
        const { by } = first.evidence.verdict
        const message = `${by?.namespace}/${by?.name} denies everything that the rule allows`
        return [resultAt(scoped.policy, scoped.rule.path, message, { evidence: first.evidence })]
      }),
}

const hasDeny = ({ AuthorizationPolicy }: MeshModel): boolean =>
  AuthorizationPolicy.some(({ spec }) => spec.action === 'DENY')
