import { attemptsOf, valuesOf } from '../cases.ts'
import { fact, found, type Rule } from '../rule.ts'

export const silentCaller: Rule = {
  code: 'STOA944',
  severity: 'warning',
  summary: 'A policy names a caller that calls nobody, or the service itself',
  why: 'Nobody needs it, and whoever takes over that caller can use it.',
  mend: 'Take the caller out of the policy.',
  check: (world) =>
    valuesOf(world, ['principals'], 'ALLOW').flatMap((one) => {
      const { value, policy, at, doors, written } = one
      const [caller] = world.inventory.byPrincipal.get(value) ?? []
      if (caller === undefined || written.negated) return []
      const itself = doors.length > 0 && doors.every(({ workload }) => workload === caller)
      const silent =
        caller.source === 'service.yaml' && !world.services.some(({ name }) => name === caller.name)
      if (!itself && !silent) return []
      const says = itself
        ? `lets ${caller.name} call itself`
        : `lets in ${caller.name}, which calls nobody`
      const [shown] = attemptsOf(world, one, value)
      return [found(policy, at, says, { demonstration: shown?.shown ?? fact(says) })]
    }),
}
