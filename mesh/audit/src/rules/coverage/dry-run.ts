import { evaluate, isDryRun } from '@stoa/mesh/policy'
import { basicAccessRequest, unknownPrincipal } from '../../context/access-request.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { scopedRules, witnessRequests } from '../scoped-rules.ts'

export const dryRun: Rule = {
  code: 'STOA205',
  severity: 'error',
  summary: 'A policy that would deny requests is in dry-run mode',
  why: 'A dry-run policy only writes to the log. If every ALLOW policy of a workload is a dry run, its default is to allow.',
  fix: 'Remove the annotation istio.io/dry-run once the logs show no unexpected denials.',
  check: (context) =>
    context.mesh.AuthorizationPolicy.filter(isDryRun).flatMap((policy) => {
      const cases = scopedRules(context, policy.spec.action).filter(
        (scoped) => scoped.policy === policy,
      )
      const targetPorts = context
        .appliesTo(policy)
        .flatMap((workload) => workload.ports.map((port) => context.targetPortOf(workload, port)))
      const wanted = cases.flatMap((scoped) => witnessRequests(context, scoped))
      const tried = [
        ...wanted.map(({ targetPort, evidence }) => ({
          targetPort,
          accessRequest: evidence.accessRequest,
        })),
        ...targetPorts.map((targetPort) => ({
          targetPort,
          accessRequest: basicAccessRequest(targetPort, unknownPrincipal(context.mesh)),
        })),
      ]
      const hole = tried.find(({ targetPort, accessRequest }) => {
        const withoutDryRun = targetPort.mesh.AuthorizationPolicy.map((one) =>
          one === policy ? { ...one, annotations: {} } : one,
        )
        const enforced = evaluate(
          { ...targetPort.mesh, AuthorizationPolicy: withoutDryRun },
          accessRequest,
        )
        return (
          context.evaluate(targetPort, accessRequest).decision === 'allow' &&
          enforced.decision === 'deny'
        )
      })
      return [
        resultAt(policy, ['metadata', 'annotations'], 'is a dry run, so it denies nothing', {
          severity: hole ? 'error' : 'note',
          evidence: hole && requestEvidence(context, hole.targetPort, hole.accessRequest),
        }),
      ]
    }),
}
