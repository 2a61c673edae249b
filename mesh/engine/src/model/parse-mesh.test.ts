import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../test/refusal.ts'
import { parseMeshAndOthers, parseMeshFiles } from './parse-mesh.ts'

const policy = (spec: string, kind = 'AuthorizationPolicy', group = 'security') =>
  [
    `apiVersion: ${group}.istio.io/v1`,
    `kind: ${kind}`,
    'metadata: { name: a, namespace: commerce }',
    spec,
  ].join('\n')
const route = (http: string) =>
  policy(`spec:\n  hosts: [a]\n  http:\n    - ${http}`, 'VirtualService', 'networking')
const to = 'route: [{ destination: { host: a } }]'

describe('a mesh file is refused, with its line and field, when', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      'its kind is unknown',
      policy('spec: {}', 'ProxyConfig'),
      'a.yaml:2: kind: kind ProxyConfig is unknown',
    ],
    [
      'its version is unknown',
      policy('spec: {}').replace('/v1', '/v9'),
      'a.yaml:1: apiVersion: security.istio.io/v9',
    ],
    [
      'a field beside spec is unknown',
      policy('spec: {}\nextra: {}'),
      'a.yaml:5: extra: field is unknown',
    ],
    [
      'metadata has an unknown field',
      policy('spec: {}').replace('name: a', 'name: a, annotation: {}'),
      'a.yaml:3: metadata.annotation: field is unknown',
    ],
    [
      'a field of spec is unknown',
      policy('spec:\n  rules:\n    - form: []'),
      'a.yaml:6: spec.rules[0].form: field is unknown',
    ],
    ['an action is unknown', policy('spec:\n  action: AUDITS'), 'a.yaml:5: spec.action'],
    [
      'DENY has no rules',
      policy('spec:\n  action: DENY'),
      'spec.rules: DENY action without `rules` is meaningless',
    ],
    [
      'a source is empty',
      policy('spec:\n  rules:\n    - from:\n        - source: {}'),
      'a.yaml:7: spec.rules[0].from[0].source: `from.source` must not be empty',
    ],
    [
      'an operation is empty',
      policy('spec:\n  rules: [{ to: [{ operation: { paths: [] } }] }]'),
      '`to.operation` must not be empty',
    ],
    [
      'a list has an empty text',
      policy('spec:\n  rules: [{ from: [{ source: { principals: [""] } }] }]'),
      'spec.rules[0].from[0].source.principals[0]',
    ],
    [
      'a port is a number',
      policy('spec:\n  rules: [{ to: [{ operation: { ports: [80] } }] }]'),
      'operation.ports[0]',
    ],
    [
      'a port is not a number',
      policy('spec:\n  rules: [{ to: [{ operation: { ports: ["http"] } }] }]'),
      'must be a port number in quotes',
    ],
    [
      'a template is part of a segment',
      policy('spec:\n  rules: [{ to: [{ operation: { paths: ["/a/x{*}"] } }] }]'),
      "contains '{' or '}' beyond a supported path template",
    ],
    [
      'a condition is unknown',
      policy('spec:\n  rules: [{ when: [{ key: destination.labels, values: [a] }] }]'),
      'when[0].key: attribute destination.labels is replaced by the workload selector',
    ],
    [
      'a condition has no values',
      policy('spec:\n  rules: [{ when: [{ key: "request.headers[a]" }] }]'),
      'at least one of `values` or `notValues` must be set',
    ],
    [
      'port modes have no selector',
      policy('spec: { portLevelMtls: { "80": { mode: STRICT } } }', 'PeerAuthentication'),
      'spec.portLevelMtls: mesh/namespace peer authentication cannot have port level mTLS',
    ],
    [
      'a timeout is not a duration',
      route(`{ ${to}, timeout: 5 seconds }`),
      'http[0].timeout: must be a duration',
    ],
    [
      'retryOn has a space after a comma',
      route(`{ ${to}, retries: { attempts: 1, retryOn: 'reset, 503' } }`),
      '" 503" is not a retry condition',
    ],
    [
      'zero attempts have conditions',
      route(`{ ${to}, retries: { attempts: 0, retryOn: reset } }`),
      'configured when attempts are set to 0',
    ],
    [
      'a fault is empty',
      route(`{ ${to}, fault: {} }`),
      'spec.http[0].fault: HTTP fault injection must have an abort and/or a delay',
    ],
    [
      'no destination has a weight',
      route('{ route: [{ destination: { host: a } }, { destination: { host: b } }] }'),
      'spec.http[0].route: total destination weight = 0',
    ],
    [
      'a host is not a domain name',
      policy('spec: { host: "a.*.local" }', 'DestinationRule', 'networking'),
      'a.yaml:4: spec.host: domain name "a.*.local" invalid',
    ],
    [
      'mutual TLS has no certificate',
      policy(
        'spec: { host: a, trafficPolicy: { tls: { mode: MUTUAL } } }',
        'DestinationRule',
        'networking',
      ),
      'spec.trafficPolicy.tls: client certificate required for mutual tls',
    ],
    ['it is empty, such as one that is being written', '\n', 'a.yaml:1: the file is empty'],
    ['it is not YAML', 'kind: [', 'not YAML'],
    [
      'aliases expand exponentially',
      'a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c]',
      'Excessive alias count',
    ],
    [
      'a resource is defined twice',
      `${policy('spec: {}')}\n---\n${policy('spec: {}')}`,
      'a.yaml:8: metadata: AuthorizationPolicy commerce/a is already defined at a.yaml:1',
    ],
  ]
  test.each(rows)('%s', (_, text, expected) => {
    expect(refusalOf(text)).toContain(expected)
  })

  test('two rules are for one destination', () => {
    const rule = policy(
      'spec: { host: orders, trafficPolicy: { tls: { mode: DISABLE } } }',
      'DestinationRule',
      'networking',
    )
    const other = rule
      .replace('name: a', 'name: b')
      .replace('host: orders', 'host: orders.commerce.svc.cluster.local')
    expect(refusalOf(`${rule}\n---\n${other}`)).toContain('the first is at a.yaml:1')
  })

  test('several fields are wrong: each is reported', () => {
    expect(refusalOf(policy('spec: { a: 1, b: 2 }')).split('\n')).toHaveLength(2)
  })
})

test('a file may have lists and several documents, and each value keeps its line', () => {
  const item =
    '  - apiVersion: security.istio.io/v1\n    kind: AuthorizationPolicy\n    metadata: { name: b }\n    spec:\n      rules:\n        - {}'
  const text = `# what it enforces\n${policy('spec: {}')}\n---\napiVersion: v1\nkind: List\nitems:\n${item}\n`
  const [first, second] = parseMeshFiles([{ file: 'a.yaml', text }]).AuthorizationPolicy
  expect(first?.locate([])).toEqual({ file: 'a.yaml', line: 2 })
  expect(second).toMatchObject({
    name: 'b',
    namespace: 'default',
    spec: { action: 'ALLOW', rules: [{}] },
  })
  expect(second?.locate(['spec', 'rules', 0]).line).toBe(15)
})

test('an empty list of sources means none, as in Istio', () => {
  expect(refusalOf(policy('spec: { rules: [{ from: [] }] }'))).toBe('accepted')
})

test('a separator at the end of a file does not start an object', () => {
  expect(refusalOf(`${policy('spec: {}')}\n---\n# nothing more\n`)).toBe('accepted')
})

describe('a folder may have objects that the model does not parse', () => {
  const read = (text: string) => parseMeshAndOthers([{ file: 'a.yaml', text }])

  test.each([
    ['a Kubernetes kind', 'apiVersion: apps/v1\nkind: Deployment'],
    ["a kind of Istio's that is not read", 'apiVersion: extensions.istio.io/v1\nkind: WasmPlugin'],
    ['a document without kind', 'replicas: 3'],
  ])('%s', (_, text) => {
    const { others, problems } = read(text)
    expect(problems).toEqual([])
    expect(others).toHaveLength(1)
  })

  test('but a policy without a version is refused', () => {
    expect(read('kind: AuthorizationPolicy\nspec: {}').problems[0]?.field).toBe('apiVersion')
  })
})
