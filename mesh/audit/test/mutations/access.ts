import { z } from 'zod'
import { type Change, type Part, put, without } from './mutation.ts'
import type { PolicyObject } from './policy-object.ts'

const lists = z.record(z.string(), z.array(z.string()))
const rule = z.looseObject({
  from: z.array(z.object({ source: lists })).optional(),
  to: z.array(z.object({ operation: lists })).optional(),
})
const spec = z.looseObject({
  selector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
  action: z.string().optional(),
  rules: z.array(rule).optional(),
})
type Rule = z.infer<typeof rule>
type Path = readonly (string | number)[]

const partOf: Readonly<Record<string, Part>> = {
  ...{ principals: 'principal', requestPrincipals: 'principal', methods: 'method', paths: 'path' },
  ...{ ports: 'port or host', hosts: 'port or host' },
}
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', '*']
const account = (name: string) => `cluster.local/ns/commerce/sa/${name}`

/** Every single removal from and addition to an AuthorizationPolicy. */
export function accessChanges(
  object: PolicyObject,
  all: readonly PolicyObject[],
): readonly Change[] {
  if (object.kind !== 'AuthorizationPolicy') return []
  const { selector, rules = [] } = spec.parse(object.spec)
  const others = all
    .filter(({ kind }) => kind === 'AuthorizationPolicy')
    .filter(({ metadata }) => metadata.name !== object.metadata.name)
    .flatMap((other) => spec.parse(other.spec).rules ?? [])
  return [
    ...(selector ? selectorChanges(selector.matchLabels) : []),
    put('policy', 'action DENY', ['spec', 'action'], 'DENY'),
    put('rule', 'a rule for everything', ['spec', 'rules'], [...rules, {}]),
    ...others.map((other, index) =>
      put('rule', `rule ${index} of other policies`, ['spec', 'rules'], [...rules, other]),
    ),
    ...rules.flatMap((own, index) => [
      without('rule', `rule ${index}`, ['spec', 'rules', index]),
      ...ruleChanges(own, ['spec', 'rules', index], object, all),
    ]),
  ]
}

const selectorChanges = (labels: Readonly<Record<string, string>>): readonly Change[] => [
  without('selector', 'selector', ['spec', 'selector']),
  ...Object.keys(labels).map((label) =>
    put('selector', 'another label', ['spec', 'selector', 'matchLabels', label], 'other'),
  ),
]

function ruleChanges(
  { from = [], to = [] }: Rule,
  at: Path,
  object: PolicyObject,
  all: readonly PolicyObject[],
): readonly Change[] {
  const wholeNamespace = { source: { namespaces: ['commerce'] } }
  const metrics = { operation: { methods: ['GET'], paths: ['/metrics'] } }
  return [
    ...(from.length > 0 ? [without('from or to', 'from', [...at, 'from'])] : []),
    put('from or to', 'a whole namespace', [...at, 'from'], [...from, wholeNamespace]),
    ...from.flatMap(({ source }, index) => [
      ...(from.length > 1 ? [without('from or to', `from ${index}`, [...at, 'from', index])] : []),
      ...listChanges(source, [...at, 'from', index, 'source'], object, all),
    ]),
    ...(to.length > 0 ? [without('from or to', 'to', [...at, 'to'])] : []),
    put('from or to', 'to metrics', [...at, 'to'], [...to, metrics]),
    ...to.flatMap(({ operation }, index) => [
      ...(to.length > 1 ? [without('from or to', `to ${index}`, [...at, 'to', index])] : []),
      ...listChanges(operation, [...at, 'to', index, 'operation'], object, all),
      put('port or host', 'a host', [...at, 'to', index, 'operation', 'hosts'], ['elsewhere.test']),
    ]),
  ]
}

/** Removes each value, adds each other value, and removes the whole list. */
const listChanges = (
  lists: Readonly<Record<string, readonly string[]>>,
  at: Path,
  object: PolicyObject,
  all: readonly PolicyObject[],
): readonly Change[] =>
  Object.entries(lists).flatMap(([field, values]) => {
    const part = partOf[field] ?? 'from or to'
    const more = additionsTo(field, values, object, all).filter((value) => !values.includes(value))
    return [
      ...(Object.keys(lists).length > 1
        ? [without(part, `every one of ${field}`, [...at, field])]
        : []),
      ...(values.length > 1
        ? values.map((value, index) => without(part, value, [...at, field, index]))
        : [put(part, `nothing in ${field}`, [...at, field], [])]),
      ...more.map((value) => put(part, value, [...at, field], [...values, value])),
    ]
  })

function additionsTo(
  field: string,
  values: readonly string[],
  object: PolicyObject,
  all: readonly PolicyObject[],
): readonly string[] {
  switch (field) {
    case 'methods':
      return verbs
    case 'principals':
      return [
        ...accountsIn(all).map(account),
        ...[account('stranger'), account('*'), '*', 'cluster.local/ns/other/sa/orders'],
        'cluster.local/ns/istio-ingress/sa/istio-ingressgateway',
      ]
    case 'requestPrincipals':
      return ['*', 'https://elsewhere.test/*', 'https://sandbox.stoa.test/user']
    case 'paths':
      return [
        ...['/metrics', '/openapi.json', '/*', '/{**}', '/v1/{**}', '/v1/*'],
        ...values.flatMap((path) => [`${path}/{**}`, `${path}/more`, path.slice(0, -1)]),
        ...values.filter((path) => !path.includes('{')).map((path) => `${path}*`),
        ...pathsIn(all.filter((other) => other.metadata.name !== object.metadata.name)),
      ]
    case 'ports':
      return ['8222', '4223']
    default:
      return []
  }
}

const accountsIn = (all: readonly PolicyObject[]): readonly string[] => [
  ...new Set(
    all
      .filter(
        ({ kind, metadata }) => kind === 'DestinationRule' && metadata.namespace === 'commerce',
      )
      .map(({ metadata }) => metadata.name),
  ),
]

/** One path of each other policy, as if it were pasted into the wrong file. */
const pathsIn = (all: readonly PolicyObject[]): readonly string[] =>
  all.flatMap((object) => {
    if (object.kind !== 'AuthorizationPolicy') return []
    const rules = spec.parse(object.spec).rules ?? []
    return rules
      .flatMap(({ to = [] }) => to.flatMap(({ operation }) => operation.paths ?? []))
      .slice(0, 1)
  })
