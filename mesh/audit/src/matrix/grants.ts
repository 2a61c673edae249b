import type { AccessRequest, Clause, Verdict } from '@stoa/mesh/policy'
import {
  accessRequestMatching,
  basicAccessRequest,
  type TargetPort,
} from '../context/access-request.ts'
import { isIdentity, matchesCaller } from '../context/identity-match.ts'
import { enforcedPolicies, type Policy, rulesOf } from '../context/policies.ts'
import { matchesPath } from '../context/sample.ts'
import { statisticsRequest } from '../context/statistics.ts'
import type { Row } from './row.ts'

export type Grant = Omit<Row, 'caller' | 'target' | 'encrypted'>
type Evaluate = (targetPort: TargetPort, accessRequest: AccessRequest) => Verdict

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The permissions of a caller at a target port; if it has none, one grant with a denied witness request. */
export function grantsOf(
  targetPort: TargetPort,
  principal: string | null,
  evaluate: Evaluate,
): readonly Grant[] {
  const hasNoProxy = targetPort.workload.kind === 'bare'
  const allow = hasNoProxy ? [] : enforcedPolicies(targetPort.mesh.AuthorizationPolicy, 'ALLOW')
  const drafts =
    allow.length === 0
      ? [unrestricted]
      : allow.flatMap((policy) => draftsOf(policy, principal, targetPort))
  const granted = drafts.flatMap((draft) => grantsOfDraft(targetPort, principal, draft, evaluate))
  if (granted.length > 0) return distinct(granted)
  const accessRequest =
    deniedAccessRequest(targetPort, allow, principal) ?? basicAccessRequest(targetPort, principal)
  const verdict = evaluate(targetPort, accessRequest)
  return [{ ...noPermission, accessRequest, verdict, decision: verdict.decision }]
}

/** Whether a caller may read a proxy's statistics, the only request that their port answers. */
export function statisticsGrants(
  targetPort: TargetPort,
  principal: string | null,
  evaluate: Evaluate,
): readonly Grant[] {
  const { method, path } = statisticsRequest
  const accessRequest = basicAccessRequest(targetPort, principal, { method, path })
  const verdict = evaluate(targetPort, accessRequest)
  const { decision } = verdict
  const permission = { ...noPermission, methods: [method], paths: [path] }
  return [
    { ...(decision === 'allow' ? permission : noPermission), accessRequest, verdict, decision },
  ]
}

interface Draft {
  readonly from: readonly Clause[]
  readonly to: readonly Clause[]
}

const unrestricted: Draft = { from: [], to: [] }
const noPermission = { methods: [], paths: [], hosts: [], except: [], token: null }

/** The alternatives of a policy's rules that admit this caller. */
const draftsOf = (
  policy: Policy,
  principal: string | null,
  { mesh }: TargetPort,
): readonly Draft[] =>
  rulesOf(policy, mesh).flatMap(({ clauses }) =>
    clauses.from
      .filter((from) => from.every((clause) => admits(clause, principal, policy.namespace)))
      .flatMap((from) => clauses.to.map((to) => ({ from, to }))),
  )

const admits = (clause: Clause, principal: string | null, namespace: string): boolean => {
  if (!isIdentity(clause)) return true
  const matches = (value: string) => matchesCaller(clause.field, value, principal, namespace)
  return (
    (clause.values.length === 0 || clause.values.some(matches)) &&
    !clause.negatedValues.some(matches)
  )
}

function grantsOfDraft(
  targetPort: TargetPort,
  principal: string | null,
  { from, to }: Draft,
  evaluate: Evaluate,
): readonly Grant[] {
  const combinations = splitValues(to, 'methods').flatMap((alternative) =>
    splitValues(alternative, 'paths'),
  )
  const evaluated = combinations.flatMap((clauses) => {
    const accessRequest = accessRequestMatching(targetPort, from, clauses, principal)
    return accessRequest
      ? [{ clauses, accessRequest, verdict: evaluate(targetPort, accessRequest) }]
      : []
  })
  const allowed = evaluated.filter(({ verdict }) => verdict.decision === 'allow')
  const [first] = allowed
  if (first === undefined) return []
  const grantOf = (clauses: readonly Clause[], example: typeof first): Grant => ({
    decision: 'allow',
    methods: targetPort.port.protocol === 'tcp' ? [] : listed(clauses, 'methods'),
    paths: targetPort.port.protocol === 'tcp' ? [] : listed(clauses, 'paths'),
    hosts: clauses.find(({ field }) => field === 'hosts')?.values ?? [],
    except: exceptions(targetPort, clauses, example.accessRequest, evaluate),
    token: tokenOf(from),
    accessRequest: example.accessRequest,
    verdict: example.verdict,
  })
  return allowed.length === evaluated.length
    ? [grantOf(to, first)]
    : allowed.map((example) => grantOf(example.clauses, example))
}

/** Splits the clause of a field into one clause for each value. */
function splitValues(
  clauses: readonly Clause[],
  field: Clause['field'],
): readonly (readonly Clause[])[] {
  const clause = clauses.find((clause) => clause.field === field)
  if (clause === undefined || clause.values.length < 2) return [clauses]
  return clause.values.map((value) =>
    clauses.map((one) => (one === clause ? { ...one, values: [value] } : one)),
  )
}

function listed(clauses: readonly Clause[], field: Clause['field']): readonly string[] {
  const { values = [], negatedValues = [] } = clauses.find((clause) => clause.field === field) ?? {}
  const except = negatedValues.map((value) => `not ${value}`)
  return values.length > 0 ? [...values, ...except] : ['*', ...except]
}

const tokenOf = (from: readonly Clause[]): string | null =>
  from.find(({ field, values }) => field === 'requestPrincipals' && values.length > 0)?.values[0] ??
  null

/** The requests of a grant that DENY policies deny. */
function exceptions(
  targetPort: TargetPort,
  clauses: readonly Clause[],
  { client, request }: AccessRequest,
  evaluate: Evaluate,
): readonly string[] {
  if (request === undefined) return []
  const deny = enforcedPolicies(targetPort.mesh.AuthorizationPolicy, 'DENY').flatMap((policy) =>
    rulesOf(policy, targetPort.mesh),
  )
  const paths = clauses.find(({ field }) => field === 'paths')?.values ?? ['*']
  const found = deny.flatMap((rule) =>
    rule.clauses.to.flatMap((to) => {
      const accessRequest = accessRequestMatching(targetPort, [], to, client.principal)
      const denied = accessRequest?.request
      if (accessRequest === undefined || denied === undefined) return []
      const patterns = to.find(({ field }) => field === 'paths')?.values ?? ['*']
      const verbs = to.find(({ field }) => field === 'methods')?.values ?? methods
      if (!paths.some((path) => matchesPath(path, denied.path))) return []
      const verdict = evaluate(targetPort, {
        server: accessRequest.server,
        client,
        request: denied,
      })
      return verdict.stage === 'deny' ? [`${verbs.join('|')} ${patterns.join(', ')}`] : []
    }),
  )
  return [...new Set(found)]
}

/** A request that a rule would allow for another caller. */
function deniedAccessRequest(
  targetPort: TargetPort,
  allow: readonly Policy[],
  principal: string | null,
): AccessRequest | undefined {
  for (const policy of allow)
    for (const { clauses } of rulesOf(policy, targetPort.mesh))
      for (const from of clauses.from)
        for (const to of clauses.to) {
          const accessRequest = accessRequestMatching(targetPort, from, to, principal)
          if (accessRequest !== undefined) return accessRequest
        }
  return undefined
}

/** The grants without those that another grant includes. */
const distinct = (grants: readonly Grant[]): readonly Grant[] =>
  grants.filter((grant, index) =>
    grants.every((other, at) => {
      if (at === index || !includes(other, grant)) return true
      return includes(grant, other) && index < at
    }),
  )

const includes = (wide: Grant, narrow: Grant): boolean =>
  includesValues(wide.methods, narrow.methods) &&
  includesValues(wide.paths, narrow.paths) &&
  JSON.stringify([wide.hosts, wide.token, wide.except]) ===
    JSON.stringify([narrow.hosts, narrow.token, narrow.except])

const includesValues = (wide: readonly string[], narrow: readonly string[]): boolean =>
  (wide.length === 1 && wide[0] === '*') || narrow.every((value) => wide.includes(value))
