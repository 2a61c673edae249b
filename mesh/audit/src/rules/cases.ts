import type { AuthorizationPolicy, AuthorizationRule, Clause, Path } from '@stoa/mesh/policy'
import { type Policy, type RuleOf, rulesOf } from '../world/policies.ts'
import { type Door, questionFor } from '../world/question.ts'
import { principalOf, type Workload } from '../world/workload.ts'
import type { World } from '../world/world.ts'
import { type Demonstration, show } from './rule.ts'

type Action = AuthorizationPolicy['action']

/** Where a policy counts; a workload such as it means, when nothing runs that it reaches. */
export function doorsOf(world: World, policy: Policy): readonly Door[] {
  const doors = world
    .reachedBy(policy)
    .flatMap((workload) => workload.ports.map((port) => world.doorOf(workload, port)))
  return doors.length > 0 ? doors : [imagined(world, policy)]
}

function imagined({ mesh }: World, policy: Policy): Door {
  const { namespace, spec } = policy
  const labels = spec.selector?.matchLabels ?? {}
  const name = labels['app.kubernetes.io/name'] ?? labels.app ?? 'any'
  const isTcp = [...(spec.rules ?? [])].every(({ to = [] }) =>
    to.some(({ operation }) => operation.ports && !operation.methods && !operation.paths),
  )
  const named = Number(spec.rules?.[0]?.to?.[0]?.operation.ports?.[0] ?? 8080)
  const port = {
    number: named,
    protocol: isTcp && (spec.rules ?? []).length > 0 ? 'tcp' : 'http',
    servicePorts: [named],
  } as const
  const workload: Workload = {
    ...{ name, namespace, labels, annotations: {}, serviceAccount: name },
    principal: principalOf(mesh.settings.trustDomain, namespace, name),
    ...{ kind: 'sidecar', ports: [port], hosts: [`${name}.${namespace}.svc.cluster.local`] },
    ...{ source: 'policies', at: policy.locate(['spec']) },
  }
  return { workload, port, mesh }
}

export interface Case {
  readonly policy: Policy
  readonly rule: RuleOf
  /** Every port that the policy counts at. */
  readonly doors: readonly Door[]
}

const kept = new WeakMap<World, ReadonlyMap<Policy, readonly Case[]>>()

/** The rules of every policy, dry runs included; many rules of the audit go through them. */
export function casesByPolicy(world: World): ReadonlyMap<Policy, readonly Case[]> {
  const known = kept.get(world)
  if (known) return known
  const cases = new Map(
    world.mesh.AuthorizationPolicy.map((policy) => {
      const doors = doorsOf(world, policy)
      return [policy, rulesOf(policy, world.mesh).map((rule) => ({ policy, rule, doors }))] as const
    }),
  )
  kept.set(world, cases)
  return cases
}

/** The rules of all policies of these actions. */
export const casesOf = (world: World, ...actions: readonly Action[]): readonly Case[] =>
  [...casesByPolicy(world)].flatMap(([{ spec }, cases]) =>
    actions.includes(spec.action) ? cases : [],
  )

export interface Attempt {
  readonly door: Door
  readonly from: readonly Clause[]
  readonly to: readonly Clause[]
  readonly shown: Demonstration & { readonly kind: 'request' }
}

/** A request for each alternative of a rule at each port, as the rule wants it or from this caller. */
export const attemptsOf = (
  world: World,
  { rule, doors }: Case,
  caller?: string | null,
): readonly Attempt[] =>
  doors.flatMap((door) =>
    rule.clauses.from.flatMap((from) =>
      rule.clauses.to.flatMap((to) => {
        const question = questionFor(door, from, to, caller)
        const shown = question && show(world, door, question)
        return shown?.kind === 'request' ? [{ door, from, to, shown }] : []
      }),
    ),
  )

export const letsIn = ({ shown }: Attempt): boolean => shown.verdict.decision === 'allow'

/** One list of values as it is written. */
export interface Written {
  readonly field: string
  readonly negated: boolean
  readonly values: readonly string[]
  /** Inside the rule. */
  readonly path: Path
}

const keys: Readonly<Record<string, string>> = {
  'source.principal': 'principals',
  'source.namespace': 'namespaces',
  'source.serviceAccount': 'serviceAccounts',
  'source.trustDomain': 'trustDomains',
  'source.ip': 'ipBlocks',
  'remote.ip': 'remoteIpBlocks',
  'request.auth.principal': 'requestPrincipals',
  'destination.port': 'ports',
}

/** Every list of a rule, `when` in the words of `from` and `to` where it has one. */
export function writtenIn({
  from = [],
  to = [],
  when = [],
}: AuthorizationRule): readonly Written[] {
  const lists = (object: object, path: Path): readonly Written[] =>
    Object.entries(object as Readonly<Record<string, readonly string[] | undefined>>).flatMap(
      ([name, values]) =>
        values === undefined || values.length === 0
          ? []
          : [{ ...plain(name), values, path: [...path, name] }],
    )
  return [
    ...from.flatMap(({ source }, index) => lists(source, ['from', index, 'source'])),
    ...to.flatMap(({ operation }, index) => lists(operation, ['to', index, 'operation'])),
    ...when.flatMap(({ key, values, notValues }, index) =>
      lists({ values, notValues }, ['when', index]).map((one) => ({
        ...one,
        field: keys[key] ?? key,
        negated: one.path.at(-1) === 'notValues',
      })),
    ),
  ]
}

function plain(name: string): Pick<Written, 'field' | 'negated'> {
  if (!name.startsWith('not')) return { field: name, negated: false }
  return { field: `${name[3]?.toLowerCase()}${name.slice(4)}`, negated: true }
}

/** Every value of a field in every rule, with where it stands. */
export const valuesOf = (
  world: World,
  fields: readonly string[],
  ...actions: readonly Action[]
): readonly (Case & { written: Written; value: string; at: Path })[] =>
  casesOf(world, ...actions).flatMap((one) =>
    writtenIn(one.rule.rule)
      .filter(({ field }) => fields.includes(field))
      .flatMap((written) =>
        written.values.map((value, index) => ({
          ...one,
          written,
          value,
          at: [...one.rule.path, ...written.path, index],
        })),
      ),
  )

export const everyAction = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] as const

/** The same rule asked with one value in the place of another. */
export function askInstead(
  world: World,
  { rule, doors }: Case,
  written: Written,
  instead: string,
): Demonstration | undefined {
  for (const door of doors)
    for (const from of rule.clauses.from)
      for (const to of rule.clauses.to) {
        const replace = (clause: Clause): Clause =>
          samePlace(clause.path, written.path)
            ? { ...clause, values: [instead], refused: [] }
            : clause
        const clauses = [...from, ...to]
        if (!clauses.some(({ path }) => samePlace(path, written.path))) continue
        const question = questionFor(door, from.map(replace), to.map(replace))
        if (question) return show(world, door, question)
      }
  return undefined
}

/** A clause of both `x` and `notX` bears the place of `x`. */
const samePlace = (clause: Path, written: Path): boolean => {
  const [a, b] = [clause.join('.'), written.join('.')]
  return b.startsWith(a) || a === b.replace(/\.not([A-Z])/, (_, c: string) => `.${c.toLowerCase()}`)
}
