import { authorizerOf } from '../model/authorizer.ts'
import { isDryRun } from '../model/dry-run.ts'
import { ofAction, outcomesOf, type Policy } from './rules.ts'
import type { Seen } from './seen.ts'
import type { PolicyPart, Stage } from './verdict.ts'

export interface Denial {
  readonly stage: Stage
  readonly by?: PolicyPart | undefined
  readonly reason: string
  readonly misses: readonly PolicyPart[]
}

const matching = (policies: readonly Policy[], seen: Seen): readonly PolicyPart[] =>
  policies.flatMap((policy) =>
    outcomesOf(policy, seen).flatMap(({ matches, part }) => (matches ? [part] : [])),
  )
const enforced = (policies: readonly Policy[]) => policies.filter((policy) => !isDryRun(policy))

export interface Asking {
  readonly asked: readonly string[]
  readonly denial?: Denial | undefined
}

/** CUSTOM policies: whose rules match has its external authorizer decide; what cannot be asked is denied. */
export function askAuthorizers(
  policies: readonly Policy[],
  seen: Seen,
  answer: 'allow' | 'deny',
): Asking {
  const custom = ofAction(policies, 'CUSTOM')
  const names = [...new Set(custom.map(({ spec }) => spec.provider?.name ?? ''))].sort()
  const tooMany = names.length > 1 && !seen.settings.allowsMultipleAuthorizers
  const asked: string[] = []
  for (const name of names) {
    const provider = authorizerOf(seen.settings, name)
    if (provider?.protocol === 'http' && seen.http === undefined && !tooMany) continue
    const own = custom.filter(({ spec }) => (spec.provider?.name ?? '') === name)
    const [by] = matching(own, seen)
    if (by === undefined) continue
    const deny = (reason: string): Asking => ({
      asked,
      denial: { stage: 'custom', by, reason, misses: [] },
    })
    if (tooMany) return deny('several external authorizers for one workload are not enabled')
    if (provider === undefined) return deny(`the external authorizer ${name} is not configured`)
    asked.push(name)
    if (answer === 'deny') return deny(`the external authorizer ${name} refused`)
  }
  return { asked }
}

export interface Authorisation {
  readonly denial?: Denial | undefined
  /** The rule that let it in; absent when no ALLOW policy reaches the workload. */
  readonly by?: PolicyPart | undefined
  readonly audited: readonly PolicyPart[]
  readonly dryRun: readonly PolicyPart[]
}

/** AUDIT, DENY and ALLOW policies, in that order. */
export function authorise(policies: readonly Policy[], seen: Seen): Authorisation {
  const [deny, allow] = [ofAction(policies, 'DENY'), ofAction(policies, 'ALLOW')]
  const notes = {
    audited: matching(ofAction(policies, 'AUDIT'), seen),
    dryRun: [...matching(deny.filter(isDryRun), seen), ...shutOutBy(allow.filter(isDryRun), seen)],
  }
  const [refused] = matching(enforced(deny), seen)
  if (refused !== undefined)
    return {
      ...notes,
      denial: { stage: 'deny', by: refused, reason: 'a DENY rule matches', misses: [] },
    }
  const counted = enforced(allow)
  if (counted.length === 0) return notes
  const [by] = matching(counted, seen)
  if (by !== undefined) return { ...notes, by }
  const misses = counted.flatMap((policy) => outcomesOf(policy, seen).map(({ part }) => part))
  const reason =
    misses.length > 0
      ? 'no ALLOW rule matches'
      : 'ALLOW policies reach the workload, but have no rules'
  return { ...notes, denial: { stage: 'default', reason, misses } }
}

/** Dry-run ALLOW policies that would have shut it out. */
const shutOutBy = (policies: readonly Policy[], seen: Seen): readonly PolicyPart[] =>
  matching(policies, seen).length > 0
    ? []
    : policies.flatMap((policy) => outcomesOf(policy, seen).map(({ part }) => part))
