import type { AuthorizationRule, Operation, Source } from './kinds/authorization-policy.ts'
import type { Path } from './path.ts'
import type { MeshSettings } from './settings.ts'
import { principalsInAllDomains, trustDomainsInFull } from './trust-domain.ts'

export type SourceField =
  | 'principals'
  | 'requestPrincipals'
  | 'serviceAccounts'
  | 'trustDomains'
  | 'namespaces'
  | 'remoteIpBlocks'
  | 'ipBlocks'
export type OperationField = 'hosts' | 'methods' | 'paths' | 'ports'
export type ConditionField =
  | 'destinationIp'
  | 'sni'
  | 'filterMetadata'
  | 'audiences'
  | 'presenter'
  | 'header'
  | 'claims'

export type ClauseField = SourceField | OperationField | ConditionField

/**
 * One field of a rule with its negation: matches when any of `values` and none of
 * `negatedValues` matches.
 */
export interface Clause {
  readonly field: ClauseField
  /** The part of a `when` key after its field, such as the name of a header. */
  readonly key: string
  readonly values: readonly string[]
  readonly negatedValues: readonly string[]
  /** Path inside the rule, such as `to[0].operation.methods`. */
  readonly path: Path
}

/**
 * A rule in disjunctive form: it matches when all clauses of one `from` and all of one `to` entry
 * match.
 */
export interface Clauses {
  readonly from: readonly (readonly Clause[])[]
  readonly to: readonly (readonly Clause[])[]
}

const sourceFields = [
  'principals',
  'requestPrincipals',
  'serviceAccounts',
  'trustDomains',
  'namespaces',
  'remoteIpBlocks',
  'ipBlocks',
] as const
const operationFields = ['hosts', 'methods', 'paths', 'ports'] as const

/** Fields that a TCP connection does not have. */
const httpOnlyFields: ReadonlySet<ClauseField> = new Set([
  'requestPrincipals',
  'audiences',
  'presenter',
  'header',
  'claims',
  'hosts',
  'methods',
  'paths',
])

/** Whether a clause can match HTTP requests only. */
export const needsHttp = ({ field }: Clause): boolean => httpOnlyFields.has(field)

// The evaluator needs them for every request, and they never change.
const cache = new WeakMap<MeshSettings, WeakMap<AuthorizationRule, Clauses>>()

/** The clauses of a rule. Each `when` condition is added to every alternative of its side. */
export function clausesOf(rule: AuthorizationRule, settings: MeshSettings): Clauses {
  const ofSettings = cache.get(settings) ?? new WeakMap<AuthorizationRule, Clauses>()
  cache.set(settings, ofSettings)
  const clauses = ofSettings.get(rule) ?? clausesFrom(rule, settings)
  ofSettings.set(rule, clauses)
  return clauses
}

function clausesFrom({ from, to, when = [] }: AuthorizationRule, settings: MeshSettings): Clauses {
  const conditions = when.map((condition, index) => {
    const { field, side, key } = conditionFieldOf(condition.key)
    const { values = [], notValues: negatedValues = [] } = condition
    const clause = { field, key, values, negatedValues, path: ['when', index] }
    return { side, clause: withAllTrustDomains(clause, settings) }
  })
  const conditionsFor = (side: 'from' | 'to') =>
    conditions.filter((one) => one.side === side).map(({ clause }) => clause)
  const sources = (from ?? []).map(({ source }, index) => [
    ...sourceFields.flatMap((field) =>
      clause(field, source, ['from', index, 'source']).map((one) =>
        withAllTrustDomains(one, settings),
      ),
    ),
    ...conditionsFor('from'),
  ])
  const operations = (to ?? []).map(({ operation }, index) => [
    ...operationFields.flatMap((field) => clause(field, operation, ['to', index, 'operation'])),
    ...conditionsFor('to'),
  ])
  return {
    from: sources.length > 0 ? sources : [conditionsFor('from')],
    to: operations.length > 0 ? operations : [conditionsFor('to')],
  }
}

function withAllTrustDomains(clause: Clause, settings: MeshSettings): Clause {
  const { field, values, negatedValues } = clause
  if (field !== 'principals' && field !== 'trustDomains') return clause
  const expand = field === 'principals' ? principalsInAllDomains : trustDomainsInFull
  return {
    ...clause,
    values: expand(values, settings),
    negatedValues: expand(negatedValues, settings),
  }
}

function clause(
  field: SourceField | OperationField,
  entry: Source | Operation,
  path: Path,
): readonly Clause[] {
  const lists: Readonly<Record<string, readonly string[] | undefined>> = entry
  const negated = `not${field[0]?.toUpperCase()}${field.slice(1)}`
  const { [field]: values = [], [negated]: negatedValues = [] } = lists
  if (values.length + negatedValues.length === 0) return []
  return [
    { field, key: '', values, negatedValues, path: [...path, values.length > 0 ? field : negated] },
  ]
}

interface ConditionMeaning {
  readonly field: ClauseField
  readonly side: 'from' | 'to'
  readonly key: string
}

const keysWithoutName: Readonly<Record<string, readonly [ClauseField, 'from' | 'to']>> = {
  'source.ip': ['ipBlocks', 'from'],
  'remote.ip': ['remoteIpBlocks', 'from'],
  'source.namespace': ['namespaces', 'from'],
  'source.serviceAccount': ['serviceAccounts', 'from'],
  'source.principal': ['principals', 'from'],
  'source.trustDomain': ['trustDomains', 'from'],
  'request.auth.principal': ['requestPrincipals', 'from'],
  'request.auth.audiences': ['audiences', 'from'],
  'request.auth.presenter': ['presenter', 'from'],
  'destination.ip': ['destinationIp', 'to'],
  'destination.port': ['ports', 'to'],
  'connection.sni': ['sni', 'to'],
}

function conditionFieldOf(key: string): ConditionMeaning {
  const found = keysWithoutName[key]
  if (found !== undefined) return { field: found[0], side: found[1], key: '' }
  if (key.startsWith('request.headers'))
    return { field: 'header', side: 'from', key: key.slice('request.headers['.length, -1) }
  if (key.startsWith('request.auth.claims'))
    return { field: 'claims', side: 'from', key: key.slice('request.auth.claims'.length) }
  return { field: 'filterMetadata', side: 'to', key: key.slice('experimental.'.length) }
}

/**
 * The names in `[a][b]`. Unbalanced brackets give one name: the text between the first and the last
 * bracket.
 */
export function parseClaimPath(brackets: string): readonly string[] {
  if (/^(\[[^[\]]*\])+$/.test(brackets))
    return [...brackets.matchAll(/\[([^[\]]*)\]/g)].map(([, name]) => name ?? '')
  return [brackets.slice(1, -1)]
}
