import type { Clause } from '@stoa/mesh/policy'
import { acting, type RuleOf, rulesOf } from '../../world/policies.ts'
import { type Case, casesOf } from '../cases.ts'
import { fact, found, type Rule } from '../rule.ts'
import { covers } from './covers.ts'

export const saidElsewhere: Rule = {
  code: 'STOA511',
  severity: 'note',
  summary: 'A path or method of a rule is allowed by another rule already',
  why: 'Taking it away changes nothing, which whoever does so will not expect.',
  mend: 'Delete it, or tighten the wider rule.',
  check: (world) =>
    casesOf(world, 'ALLOW').flatMap((one) =>
      one.rule.clauses.to.flatMap((to, alternative) =>
        to
          .filter(({ field, values }) => /^(paths|methods)$/.test(field) && values.length > 1)
          .flatMap((clause) =>
            clause.values.flatMap((value, index) => {
              const wide = otherRules(one, alternative).find((other) =>
                covers(other, narrowed(one.rule, to, clause, value)),
              )
              if (wide === undefined) return []
              const { file, line } = wide.policy.locate(wide.path)
              const says = `${file}:${line} allows ${value} already`
              const at = [...one.rule.path, ...clause.path, index]
              return [found(one.policy, at, says, { demonstration: fact(says) })]
            }),
          ),
      ),
    ),
}

/** The other rules that count at the first door of a rule, and the other alternatives of its own. */
function otherRules({ rule, doors: [door] }: Case, alternative: number): readonly RuleOf[] {
  if (door === undefined) return []
  const all = acting(door.mesh.AuthorizationPolicy, 'ALLOW').flatMap((policy) =>
    rulesOf(policy, door.mesh),
  )
  const rest = rule.clauses.to.filter((_, index) => index !== alternative)
  const own = { ...rule, clauses: { ...rule.clauses, to: rest } }
  return [
    ...all.filter(({ policy, index }) => policy !== rule.policy || index !== rule.index),
    ...(rest.length > 0 ? [own] : []),
  ]
}

function narrowed(rule: RuleOf, to: readonly Clause[], clause: Clause, value: string): RuleOf {
  const only = to.map((one) => (one === clause ? { ...clause, values: [value] } : one))
  return { ...rule, clauses: { ...rule.clauses, to: [only] } }
}
