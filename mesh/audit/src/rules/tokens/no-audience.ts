import type { JwtRule, RequestAuthentication, Resource } from '@stoa/mesh/policy'
import { placeOf } from '../../world/question.ts'
import type { World } from '../../world/world.ts'
import { basesOf } from '../bases.ts'
import { found, type Rule, show } from '../rule.ts'

export const noAudience: Rule = {
  code: 'STOA605',
  severity: 'warning',
  summary: 'Tokens are taken whatever audience they were issued for',
  why: 'A token that a user gave to another service of the same issuer opens this one too.',
  mend: 'Name the own audience under `audiences`.',
  check: (world) =>
    world.mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap((rule, index) => {
        if ((rule.audiences ?? []).length > 0) return []
        const shown = ofAnother(world, policy, rule)
        if (shown === undefined) return []
        const message = `takes tokens of ${rule.issuer ?? 'any issuer'} for any audience`
        return [found(policy, ['spec', 'jwtRules', index], message, { demonstration: shown })]
      }),
    ),
}

/** A request with a token that was meant for somebody else, if one passes. */
function ofAnother(world: World, policy: Resource<RequestAuthentication>, rule: JwtRule) {
  const claims = {
    iss: rule.issuer ?? 'https://issuer.example',
    sub: 'somebody',
    aud: 'another-service',
  }
  return world
    .reachedBy(policy)
    .flatMap((workload) => workload.ports.map((port) => world.doorOf(workload, port)))
    .flatMap((door) => basesOf(door, [], []).map((question) => ({ door, question })))
    .flatMap(({ door, question }) => {
      if (question.request === undefined) return []
      const tokens = [{ claims, valid: true, at: placeOf(rule) }]
      return [show(world, door, { ...question, request: { ...question.request, tokens } })]
    })
    .find((shown) => shown.kind === 'request' && shown.verdict.decision === 'allow')
}
