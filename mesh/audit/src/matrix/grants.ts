import type { Clause, Question, Verdict } from '@stoa/mesh/policy'
import { isIdentity, meansCaller } from '../world/identity-match.ts'
import { acting, type Policy, rulesOf } from '../world/policies.ts'
import { ask, type Door, questionFor } from '../world/question.ts'
import { matchesPath } from '../world/sample.ts'
import type { Row } from './row.ts'

export type Grant = Omit<Row, 'caller' | 'target' | 'encrypted'>
type Judge = (door: Door, question: Question) => Verdict

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** What a caller may ask of a door; when nothing, one request that is denied. */
export function grantsOf(door: Door, principal: string | null, judge: Judge): readonly Grant[] {
  const bare = door.workload.kind === 'bare'
  const allow = bare ? [] : acting(door.mesh.AuthorizationPolicy, 'ALLOW')
  const drafts =
    allow.length === 0 ? [open] : allow.flatMap((policy) => draftsOf(policy, principal, door))
  const granted = drafts.flatMap((draft) => grantsOfDraft(door, principal, draft, judge))
  if (granted.length > 0) return distinct(granted)
  const question = firstQuestion(door, allow, principal) ?? ask(door, principal)
  const verdict = judge(door, question)
  return [{ ...nothing, question, verdict, decision: verdict.decision }]
}

interface Draft {
  readonly from: readonly Clause[]
  readonly to: readonly Clause[]
}

const open: Draft = { from: [], to: [] }
const nothing = { methods: [], paths: [], hosts: [], except: [], token: null }

/** The alternatives of a policy's rules that do not exclude this caller. */
const draftsOf = (policy: Policy, principal: string | null, { mesh }: Door): readonly Draft[] =>
  rulesOf(policy, mesh).flatMap(({ clauses }) =>
    clauses.from
      .filter((from) => from.every((clause) => admits(clause, principal, policy.namespace)))
      .flatMap((from) => clauses.to.map((to) => ({ from, to }))),
  )

const admits = (clause: Clause, principal: string | null, namespace: string): boolean => {
  if (!isIdentity(clause)) return true
  const means = (value: string) => meansCaller(clause.field, value, principal, namespace)
  return (clause.values.length === 0 || clause.values.some(means)) && !clause.refused.some(means)
}

function grantsOfDraft(
  door: Door,
  principal: string | null,
  { from, to }: Draft,
  judge: Judge,
): readonly Grant[] {
  const combinations = spread(to, 'methods').flatMap((one) => spread(one, 'paths'))
  const judged = combinations.flatMap((clauses) => {
    const question = questionFor(door, from, clauses, principal)
    return question ? [{ clauses, question, verdict: judge(door, question) }] : []
  })
  const allowed = judged.filter(({ verdict }) => verdict.decision === 'allow')
  const [first] = allowed
  if (first === undefined) return []
  const grantOf = (clauses: readonly Clause[], shown: typeof first): Grant => ({
    decision: 'allow',
    methods: door.port.protocol === 'tcp' ? [] : listed(clauses, 'methods'),
    paths: door.port.protocol === 'tcp' ? [] : listed(clauses, 'paths'),
    hosts: clauses.find(({ field }) => field === 'hosts')?.values ?? [],
    except: exceptions(door, clauses, shown.question, judge),
    token: tokenOf(from),
    question: shown.question,
    verdict: shown.verdict,
  })
  return allowed.length === judged.length
    ? [grantOf(to, first)]
    : allowed.map((shown) => grantOf(shown.clauses, shown))
}

/** A clause of several values as one for each. */
function spread(
  clauses: readonly Clause[],
  field: Clause['field'],
): readonly (readonly Clause[])[] {
  const clause = clauses.find((one) => one.field === field)
  if (clause === undefined || clause.values.length < 2) return [clauses]
  return clause.values.map((value) =>
    clauses.map((one) => (one === clause ? { ...one, values: [value] } : one)),
  )
}

function listed(clauses: readonly Clause[], field: Clause['field']): readonly string[] {
  const { values = [], refused = [] } = clauses.find((one) => one.field === field) ?? {}
  const except = refused.map((value) => `not ${value}`)
  return values.length > 0 ? [...values, ...except] : ['*', ...except]
}

const tokenOf = (from: readonly Clause[]): string | null =>
  from.find(({ field, values }) => field === 'requestPrincipals' && values.length > 0)?.values[0] ??
  null

/** What DENY policies name and refuse of a grant. */
function exceptions(
  door: Door,
  clauses: readonly Clause[],
  { client, request }: Question,
  judge: Judge,
): readonly string[] {
  if (request === undefined) return []
  const deny = acting(door.mesh.AuthorizationPolicy, 'DENY').flatMap((policy) =>
    rulesOf(policy, door.mesh),
  )
  const paths = clauses.find(({ field }) => field === 'paths')?.values ?? ['*']
  const found = deny.flatMap((rule) =>
    rule.clauses.to.flatMap((to) => {
      const question = questionFor(door, [], to, client.principal)
      const asked = question?.request
      if (question === undefined || asked === undefined) return []
      const patterns = to.find(({ field }) => field === 'paths')?.values ?? ['*']
      const verbs = to.find(({ field }) => field === 'methods')?.values ?? methods
      if (!paths.some((path) => matchesPath(path, asked.path))) return []
      const verdict = judge(door, { server: question.server, client, request: asked })
      return verdict.stage === 'deny' ? [`${verbs.join('|')} ${patterns.join(', ')}`] : []
    }),
  )
  return [...new Set(found)]
}

/** What this caller would have to be somebody else for. */
function firstQuestion(
  door: Door,
  allow: readonly Policy[],
  principal: string | null,
): Question | undefined {
  for (const policy of allow)
    for (const { clauses } of rulesOf(policy, door.mesh))
      for (const from of clauses.from)
        for (const to of clauses.to) {
          const question = questionFor(door, from, to, principal)
          if (question !== undefined) return question
        }
  return undefined
}

/** Without those that another one says already. */
const distinct = (grants: readonly Grant[]): readonly Grant[] =>
  grants.filter((grant, index) =>
    grants.every((other, at) => {
      if (at === index || !saysAll(other, grant)) return true
      return saysAll(grant, other) && index < at
    }),
  )

const saysAll = (wide: Grant, narrow: Grant): boolean =>
  holds(wide.methods, narrow.methods) &&
  holds(wide.paths, narrow.paths) &&
  JSON.stringify([wide.hosts, wide.token, wide.except]) ===
    JSON.stringify([narrow.hosts, narrow.token, narrow.except])

const holds = (wide: readonly string[], narrow: readonly string[]): boolean =>
  (wide.length === 1 && wide[0] === '*') || narrow.every((value) => wide.includes(value))
