import type { AuthorizationRule, Clause, Path } from '@stoa/mesh/policy'
import { accessRequestMatching } from '../context/access-request.ts'
import type { AuditContext } from '../context/audit-context.ts'
import { type Evidence, requestEvidence } from './rule.ts'
import { type Action, type ScopedRule, scopedRules } from './scoped-rules.ts'

/** One list of values in an authorization rule. */
export interface ValueList {
  readonly field: string
  readonly negated: boolean
  readonly values: readonly string[]
  /** Inside the rule. */
  readonly path: Path
}

const fieldByCondition: Readonly<Record<string, string>> = {
  'source.principal': 'principals',
  'source.namespace': 'namespaces',
  'source.serviceAccount': 'serviceAccounts',
  'source.trustDomain': 'trustDomains',
  'source.ip': 'ipBlocks',
  'remote.ip': 'remoteIpBlocks',
  'request.auth.principal': 'requestPrincipals',
  'destination.port': 'ports',
}

/** Every list of a rule. Conditions under `when` get the field names of `from` and `to` where there are any. */
export function valueListsIn({
  from = [],
  to = [],
  when = [],
}: AuthorizationRule): readonly ValueList[] {
  const lists = (object: object, path: Path): readonly ValueList[] =>
    Object.entries(object as Readonly<Record<string, readonly string[] | undefined>>).flatMap(
      ([name, values]) =>
        values === undefined || values.length === 0
          ? []
          : [{ ...fieldOf(name), values, path: [...path, name] }],
    )
  return [
    ...from.flatMap(({ source }, index) => lists(source, ['from', index, 'source'])),
    ...to.flatMap(({ operation }, index) => lists(operation, ['to', index, 'operation'])),
    ...when.flatMap(({ key, values, notValues }, index) =>
      lists({ values, notValues }, ['when', index]).map((list) => ({
        ...list,
        field: fieldByCondition[key] ?? key,
        negated: list.path.at(-1) === 'notValues',
      })),
    ),
  ]
}

function fieldOf(name: string): Pick<ValueList, 'field' | 'negated'> {
  if (!name.startsWith('not')) return { field: name, negated: false }
  return { field: `${name[3]?.toLowerCase()}${name.slice(4)}`, negated: true }
}

/** Every value of these fields in every rule, with its position. */
export const valuesOf = (
  context: AuditContext,
  fields: readonly string[],
  ...actions: readonly Action[]
): readonly (ScopedRule & { written: ValueList; value: string; at: Path })[] =>
  scopedRules(context, ...actions).flatMap((scoped) =>
    valueListsIn(scoped.rule.rule)
      .filter(({ field }) => fields.includes(field))
      .flatMap((written) =>
        written.values.map((value, index) => ({
          ...scoped,
          written,
          value,
          at: [...scoped.rule.path, ...written.path, index],
        })),
      ),
  )

/** The verdict on a request that meets a rule in which one list is replaced by a single value. */
export function evidenceWithValue(
  context: AuditContext,
  { rule, targetPorts }: ScopedRule,
  written: ValueList,
  replacement: string,
): Evidence | undefined {
  for (const targetPort of targetPorts)
    for (const from of rule.clauses.from)
      for (const to of rule.clauses.to) {
        const replace = (clause: Clause): Clause =>
          isSameList(clause.path, written.path)
            ? { ...clause, values: [replacement], negatedValues: [] }
            : clause
        const clauses = [...from, ...to]
        if (!clauses.some(({ path }) => isSameList(path, written.path))) continue
        const accessRequest = accessRequestMatching(targetPort, from.map(replace), to.map(replace))
        if (accessRequest) return requestEvidence(context, targetPort, accessRequest)
      }
  return undefined
}

/** A clause of `x` and `notX` has the path of `x`. */
const isSameList = (clause: Path, written: Path): boolean => {
  const [a, b] = [clause.join('.'), written.join('.')]
  return b.startsWith(a) || a === b.replace(/\.not([A-Z])/, (_, c: string) => `.${c.toLowerCase()}`)
}
