import { readTopology } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { deployedMesh } from './deployed-mesh.ts'
import { callersIn } from './peers.ts'

const topology = readTopology()
const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-ingress }
spec:
  servers: [{ hosts: [shop.stoa.test] }]
`
const tokens = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: istio-ingress }
spec:
  jwtRules: [{ issuer: https://sandbox.stoa.test, jwksUri: http://sandbox.commerce.svc.cluster.local:4090/keys }]
`
const policy = (from: string) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments, namespace: commerce }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: payments } }
  rules: [{ from: [{ source: ${from} }] }]
`
const deployed = (text: string, more: readonly string[] = []) =>
  deployedMesh(
    [text, gateway, ...more].map((one, index) => ({ file: `${index}.yaml`, text: one })),
    topology,
  )
const first = (text: string, more: readonly string[] = []) =>
  parseAllDocuments(deployed(text, more)[0]?.text ?? '')[0]?.toJS()

describe('the mesh of a deployed platform', () => {
  it('lacks what is labelled as development', () => {
    const labelled = policy('{}').replace(
      'namespace: commerce',
      "namespace: commerce, labels: { stoa.dev/development: 'true' }",
    )
    expect(deployed(labelled).map(({ file }) => file)).toEqual(['1.yaml', 'gateway/webhooks.yaml'])
  })

  it('takes issuer, audience, keys and hosts from values', () => {
    expect(first(tokens).spec.jwtRules).toEqual([
      { issuer: '__ISSUER__', audiences: ['__AUDIENCE__'], jwksUri: '__KEYS__' },
    ])
    expect(first(gateway).spec.servers[0].hosts).toBe('__HOSTS__')
  })

  it('requires tokens of the same issuer', () => {
    const from = "{ requestPrincipals: ['https://sandbox.stoa.test/*'] }"
    const { rules } = first(policy(from), [tokens]).spec
    expect(rules[0].from[0].source.requestPrincipals).toEqual(['__PRINCIPALS__'])
  })

  it('lets the edge send what the sandbox may', () => {
    const sandbox = '{ principals: [cluster.local/ns/commerce/sa/sandbox] }'
    expect(callersIn(deployed(policy(sandbox)))('payments')).toEqual([
      { namespace: 'istio-ingress', name: 'istio-ingressgateway' },
    ])
  })

  it('has a policy and routes for the webhooks of providers, by method and path', () => {
    const webhooks = deployed(gateway).at(-1)?.text ?? ''
    expect(webhooks).toContain('{ uri: { exact: /webhooks/stripe }, method: { exact: POST } }')
    expect(webhooks).toContain('host: shipping.commerce.svc.cluster.local')
    expect(webhooks).not.toContain('/sandbox')
  })

  it('is refused while anything in it names a development service', () => {
    const route = policy('{}').replace('name: payments }', 'name: sandbox }')
    expect(() => deployed(route)).toThrow(/mesh\/istio\/0\.yaml: .* names sandbox/)
  })

  it('is refused where Helm would read a template', () => {
    expect(() => deployed(`# {{ x }}\n${policy('{}')}`)).toThrow('{{')
  })
})

it('a policy that admits more than single workloads has no counterpart in the network', () => {
  const all = deployed(policy("{ principals: ['cluster.local/ns/commerce/*'] }"))
  expect(() => callersIn(all)('payments')).toThrow("is not one workload's")
})
