import type { Service } from '@stoa/topology'

/** The requests that a service receives from the outside world, which a development service sends on the laptop. */
export interface Webhooks {
  readonly service: string
  readonly paths: readonly string[]
}

export function webhooksOf(development: readonly Service[]): Webhooks[] {
  const asked = development.flatMap(({ asks = {} }) => Object.entries(asks))
  return [...Map.groupBy(asked, ([service]) => service)].map(([service, entries]) => ({
    service,
    paths: entries.flatMap(([, operations]) => operations.map(pathOf)),
  }))
}

function pathOf(operation: string): string {
  const [method, path = ''] = operation.split(' ')
  if (method !== 'POST' || path.includes('{'))
    throw new Error(
      `${operation}: expected a webhook, which is a POST to a path without parameters`,
    )
  return path
}

const route = ({ service, paths }: Webhooks) => `    - name: ${service}
      match:
${paths.map((path) => `        - { uri: { exact: ${path} }, method: { exact: POST } }`).join('\n')}
      route: [{ destination: { host: ${service}.commerce.svc.cluster.local } }]
      timeout: 10s
      retries: { attempts: 0 }`

/** The edge's policy and routes for them. Each service verifies the signature of its provider. */
export const webhookPolicies = (webhooks: readonly Webhooks[], hosts: string): string =>
  `# Providers send webhooks without a token; the service verifies their signatures.
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: edge-webhooks, namespace: istio-ingress }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  rules:
    - to: [{ operation: { methods: [POST], paths: [${webhooks.flatMap(({ paths }) => paths).join(', ')}] } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: edge-webhooks, namespace: istio-ingress }
spec:
  hosts: ${hosts}
  gateways: [istio-ingress/edge]
  http:
${webhooks.map(route).join('\n')}
`
