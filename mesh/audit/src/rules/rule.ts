import type { Path, Position, Question, Resource, Verdict } from '@stoa/mesh/policy'
import { nameOf } from '../world/policies.ts'
import type { Door } from '../world/question.ts'
import type { World } from '../world/world.ts'

export type Severity = 'error' | 'warning' | 'note'

/** What shows that a finding is so: a request and what the mesh answers, or a fact that anybody can look up. */
export type Demonstration =
  | { readonly kind: 'request'; readonly question: Question; readonly verdict: Verdict }
  | { readonly kind: 'fact'; readonly says: string }

export interface Found {
  readonly at: Position
  /** Such as `AuthorizationPolicy shop/orders`. */
  readonly resource: string
  /** What is so, with names. */
  readonly message: string
  /** Where it is not the rule's own. */
  readonly severity?: Severity
  readonly demonstration?: Demonstration | undefined
}

export interface Rule {
  readonly code: `STOA${number}`
  readonly severity: Severity
  /** What it finds, in a sentence. */
  readonly summary: string
  readonly why: string
  readonly mend: string
  /** Pure: sees nothing but the world. */
  readonly check: (world: World) => readonly Found[]
}

export interface Finding extends Found {
  readonly code: string
  readonly severity: Severity
  readonly why: string
  readonly mend: string
}

/** Something about a part of a resource. */
export const found = (
  resource: Resource<unknown>,
  path: Path,
  message: string,
  more: Pick<Found, 'severity' | 'demonstration'> = {},
): Found => ({ at: resource.locate(path), resource: nameOf(resource), message, ...more })

export const show = (world: World, door: Door, question: Question): Demonstration => ({
  kind: 'request',
  question,
  verdict: world.judge(door, question),
})

export const fact = (says: string): Demonstration => ({ kind: 'fact', says })

/** What no request and no fact shows is at most a warning. */
export function findingsOf(rule: Rule, world: World): readonly Finding[] {
  const { code, why, mend } = rule
  return rule.check(world).map((one) => {
    const said = one.severity ?? rule.severity
    const severity = said === 'error' && one.demonstration === undefined ? 'warning' : said
    return { ...one, code, severity, why, mend }
  })
}
