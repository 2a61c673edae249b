import { fact, type Rule, resultAt } from '../rule.ts'
import { witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const callerWithoutCalls: Rule = {
  code: 'STOA944',
  severity: 'warning',
  summary: 'A policy allows a caller that makes no calls, or the service itself',
  why: 'No declared call needs the permission, but an attacker who takes over the caller can use it.',
  fix: 'Remove the caller from the policy.',
  check: (context) =>
    valuesOf(context, ['principals'], 'ALLOW').flatMap((scoped) => {
      const { value, policy, at, targetPorts, written } = scoped
      const [caller] = context.inventory.byPrincipal.get(value) ?? []
      if (caller === undefined || written.negated || caller === context.inventory.collector)
        return []
      const itself =
        targetPorts.length > 0 && targetPorts.every(({ workload }) => workload === caller)
      const makesNoCalls =
        caller.source === 'service.yaml' &&
        !context.services.some(({ name }) => name === caller.name)
      if (!itself && !makesNoCalls) return []
      const message = itself
        ? `allows ${caller.name} to call itself`
        : `allows ${caller.name}, which makes no calls`
      const [evidence] = witnessRequests(context, scoped, value)
      return [resultAt(policy, at, message, { evidence: evidence?.evidence ?? fact(message) })]
    }),
}
