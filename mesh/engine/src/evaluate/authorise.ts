import { authorizerOf } from '../model/authorizer.ts'
import { isDryRun } from '../model/dry-run.ts'
import type { FilterContext } from './filter-context.ts'
import { ofAction, outcomesOf, type Policy } from './rules.ts'
import type { PolicyPart, Stage } from './verdict.ts'

export interface Denial {
  readonly stage: Stage
  readonly by?: PolicyPart | undefined
  readonly reason: string
  readonly misses: readonly PolicyPart[]
}

const matching = (policies: readonly Policy[], context: FilterContext): readonly PolicyPart[] =>
  policies.flatMap((policy) =>
    outcomesOf(policy, context).flatMap(({ matches, part }) => (matches ? [part] : [])),
  )
const enforced = (policies: readonly Policy[]) => policies.filter((policy) => !isDryRun(policy))

export interface CustomOutcome {
  readonly called: readonly string[]
  readonly denial?: Denial | undefined
}

/**
 * Evaluates CUSTOM policies: when a rule matches, the external authorizer decides. A request for an
 * authorizer that cannot be called is denied.
 */
export function evaluateCustom(
  policies: readonly Policy[],
  context: FilterContext,
  authorizerDecision: 'allow' | 'deny',
): CustomOutcome {
  const custom = ofAction(policies, 'CUSTOM')
  const names = [...new Set(custom.map(({ spec }) => spec.provider?.name ?? ''))].sort()
  const tooMany = names.length > 1 && !context.settings.allowsMultipleAuthorizers
  const called: string[] = []
  for (const name of names) {
    const provider = authorizerOf(context.settings, name)
    if (provider?.protocol === 'http' && context.http === undefined && !tooMany) continue
    const own = custom.filter(({ spec }) => (spec.provider?.name ?? '') === name)
    const [by] = matching(own, context)
    if (by === undefined) continue
    const deny = (reason: string): CustomOutcome => ({
      called,
      denial: { stage: 'custom', by, reason, misses: [] },
    })
    if (tooMany) return deny('several external authorizers for one workload are not enabled')
    if (provider === undefined) return deny(`the external authorizer ${name} is not configured`)
    called.push(name)
    if (authorizerDecision === 'deny')
      return deny(`the external authorizer ${name} denied the request`)
  }
  return { called }
}

export interface Authorisation {
  readonly denial?: Denial | undefined
  /** The rule that allows the request; undefined when no ALLOW policy applies to the workload. */
  readonly by?: PolicyPart | undefined
  readonly audited: readonly PolicyPart[]
  readonly dryRun: readonly PolicyPart[]
}

/** Evaluates AUDIT, DENY and ALLOW policies, in that order. */
export function authorise(policies: readonly Policy[], context: FilterContext): Authorisation {
  const [deny, allow] = [ofAction(policies, 'DENY'), ofAction(policies, 'ALLOW')]
  const notes = {
    audited: matching(ofAction(policies, 'AUDIT'), context),
    dryRun: [
      ...matching(deny.filter(isDryRun), context),
      ...wouldBeDenied(allow.filter(isDryRun), context),
    ],
  }
  const [refused] = matching(enforced(deny), context)
  if (refused !== undefined)
    return {
      ...notes,
      denial: { stage: 'deny', by: refused, reason: 'a DENY rule matches', misses: [] },
    }
  const enforcedAllow = enforced(allow)
  if (enforcedAllow.length === 0) return notes
  const [by] = matching(enforcedAllow, context)
  if (by !== undefined) return { ...notes, by }
  const misses = enforcedAllow.flatMap((policy) =>
    outcomesOf(policy, context).map(({ part }) => part),
  )
  const reason =
    misses.length > 0 ? 'no ALLOW rule matches' : 'the ALLOW policies of the workload have no rules'
  return { ...notes, denial: { stage: 'default', reason, misses } }
}

/**
 * The rules of dry-run ALLOW policies, when none of them matches and they would deny the request.
 */
const wouldBeDenied = (
  policies: readonly Policy[],
  context: FilterContext,
): readonly PolicyPart[] =>
  matching(policies, context).length > 0
    ? []
    : policies.flatMap((policy) => outcomesOf(policy, context).map(({ part }) => part))
