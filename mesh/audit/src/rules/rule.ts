import type { AccessRequest, Path, Position, Resource, Verdict } from '@stoa/mesh/policy'
import type { TargetPort } from '../context/access-request.ts'
import type { AuditContext } from '../context/audit-context.ts'
import { resourceName } from '../context/policies.ts'

export type Severity = 'error' | 'warning' | 'note'

/** The evidence for a finding: a witness request with the evaluator's verdict, or a verifiable fact. */
export type Evidence =
  | { readonly kind: 'request'; readonly accessRequest: AccessRequest; readonly verdict: Verdict }
  | { readonly kind: 'fact'; readonly says: string }

export interface RuleResult {
  readonly at: Position
  /** The resource's name, such as `AuthorizationPolicy shop/orders`. */
  readonly resource: string
  /** What is wrong, with names; it follows the resource's name in every report. */
  readonly message: string
  /** Overrides the rule's severity. */
  readonly severity?: Severity
  readonly evidence?: Evidence | undefined
}

export interface Rule {
  readonly code: `STOA${number}`
  readonly severity: Severity
  /** The title: what is wrong. */
  readonly summary: string
  /** What an attacker gains or an operator loses. */
  readonly why: string
  /** How to fix it. */
  readonly fix: string
  /** A pure function of the context. */
  readonly check: (context: AuditContext) => readonly RuleResult[]
}

export interface Finding extends RuleResult {
  readonly code: string
  readonly summary: string
  readonly severity: Severity
  readonly why: string
  readonly fix: string
}

/** A result at a path of a resource. */
export const resultAt = (
  resource: Resource<unknown>,
  path: Path,
  message: string,
  more: Pick<RuleResult, 'severity' | 'evidence'> = {},
): RuleResult => ({ at: resource.locate(path), resource: resourceName(resource), message, ...more })

/** Evaluates a request and returns it with the verdict. */
export const requestEvidence = (
  context: AuditContext,
  targetPort: TargetPort,
  accessRequest: AccessRequest,
): Evidence => ({
  kind: 'request',
  accessRequest,
  verdict: context.evaluate(targetPort, accessRequest),
})

export const fact = (says: string): Evidence => ({ kind: 'fact', says })

/** The findings of a rule. An error without evidence becomes a warning. */
export function findingsOf(rule: Rule, context: AuditContext): readonly Finding[] {
  const { code, summary, why, fix } = rule
  return rule.check(context).map((result) => {
    const wanted = result.severity ?? rule.severity
    const severity = wanted === 'error' && result.evidence === undefined ? 'warning' : wanted
    return { ...result, code, severity, summary, why, fix }
  })
}
