import { isDryRun } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import { type RuleResult, resultAt } from '../rule.ts'
import { type ScopedRule, scopedRules, witnessRequests } from '../scoped-rules.ts'
import { covers } from './covers.ts'

/** Rules of an action that another rule of the same action makes redundant for every workload. */
export function shadowedOf(context: AuditContext, action: 'ALLOW' | 'DENY'): readonly RuleResult[] {
  const cases = scopedRules(context, action).filter(({ policy }) => !isDryRun(policy))
  const byPolicy = Map.groupBy(cases, ({ policy }) => policy)
  const atFirst = Map.groupBy(
    cases.flatMap((scoped) =>
      context
        .appliesTo(scoped.policy)
        .slice(0, 1)
        .map((workload) => ({ one: scoped, workload })),
    ),
    ({ workload }) => workload,
  )
  return [...atFirst].flatMap(([workload, near]) => {
    const here = context.meshFor(workload).AuthorizationPolicy
    const others = here.flatMap((policy) => byPolicy.get(policy) ?? [])
    return near.flatMap(({ one }) => {
      const wide = others.find((other) => makesRedundant(context, other, one, others))
      if (wide === undefined) return []
      const at = wide.policy.locate(wide.rule.path)
      return [
        resultAt(
          one.policy,
          one.rule.path,
          `the rule at ${at.file}:${at.line} already ${action === 'ALLOW' ? 'allows' : 'denies'} all of it`,
          {
            evidence: witnessRequests(context, one)[0]?.evidence,
          },
        ),
      ]
    })
  })
}

function makesRedundant(
  context: AuditContext,
  wide: ScopedRule,
  narrow: ScopedRule,
  all: readonly ScopedRule[],
): boolean {
  if (wide.rule === narrow.rule || !covers(wide.rule, narrow.rule)) return false
  const reached = new Set(context.appliesTo(wide.policy))
  if (!context.appliesTo(narrow.policy).every((workload) => reached.has(workload))) return false
  // Of two equal rules, the second is redundant.
  const same = covers(narrow.rule, wide.rule)
  return !same || all.indexOf(wide) < all.indexOf(narrow)
}
