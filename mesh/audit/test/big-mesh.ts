import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Size {
  readonly services: number
  readonly policiesEach: number
}

const perNamespace = 50

const nameOf = (index: number) => ({
  name: `service-${index}`,
  namespace: `team-${Math.floor(index / perNamespace)}`,
})

/** Writes a correct mesh of any size: one file for each service, which allows three others. */
export function writeBigMesh(dir: string, { services, policiesEach }: Size): void {
  mkdirSync(dir, { recursive: true })
  const namespaces = Math.ceil(services / perNamespace)
  const common = [
    object('security.istio.io/v1', 'PeerAuthentication', 'default', 'istio-system', {
      mtls: { mode: 'STRICT' },
    }),
    object('security.istio.io/v1', 'AuthorizationPolicy', 'nothing', 'istio-system', {}),
    ...Array.from({ length: namespaces }, (_, index) => [
      JSON.stringify({
        ...{ apiVersion: 'v1', kind: 'Namespace' },
        metadata: { name: `team-${index}`, labels: { 'istio-injection': 'enabled' } },
      }),
      object('networking.k8s.io/v1', 'NetworkPolicy', 'all', `team-${index}`, { podSelector: {} }),
    ]).flat(),
  ]
  writeFileSync(join(dir, 'common.yaml'), common.join('\n---\n'))
  for (let index = 0; index < services; index += 1)
    writeFileSync(
      join(dir, `service-${index}.yaml`),
      serviceObjects(index, services, policiesEach).join('\n---\n'),
    )
}

function serviceObjects(index: number, services: number, policies: number): readonly string[] {
  const { name, namespace } = nameOf(index)
  const host = `${name}.${namespace}.svc.cluster.local`
  const labels = { app: name }
  const callers = [1, 7, 61].map((step) => nameOf((index + step) % services))
  const spec = {
    ...{ serviceAccountName: name, automountServiceAccountToken: false },
    securityContext: { runAsNonRoot: true },
    containers: [
      {
        ...{ name: 'app', ports: [{ name: 'http', containerPort: 8080 }] },
        securityContext: { allowPrivilegeEscalation: false },
      },
    ],
  }
  return [
    object('v1', 'ServiceAccount', name, namespace),
    object('apps/v1', 'Deployment', name, namespace, {
      replicas: 3,
      template: { metadata: { labels }, spec },
    }),
    object('v1', 'Service', name, namespace, {
      selector: labels,
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    }),
    ...Array.from({ length: policies }, (_, at) =>
      object('security.istio.io/v1', 'AuthorizationPolicy', `${name}-${at}`, namespace, {
        selector: { matchLabels: labels },
        rules: [
          {
            from: callers.map((caller) => ({
              source: { principals: [`cluster.local/ns/${caller.namespace}/sa/${caller.name}`] },
            })),
            to: [
              { operation: { methods: ['GET'], paths: [`/v${at}/items`, `/v${at}/items/{*}`] } },
              { operation: { methods: ['POST'], paths: [`/v${at}/items`] } },
            ],
          },
        ],
      }),
    ),
    object('networking.istio.io/v1', 'VirtualService', name, namespace, {
      hosts: [host],
      http: [{ route: [{ destination: { host } }], timeout: '5s', retries: { attempts: 0 } }],
    }),
    object('networking.istio.io/v1', 'DestinationRule', name, namespace, {
      host,
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    }),
  ]
}

/** One object in YAML's block style, which people write and which parses more slowly than JSON. */
const object = (apiVersion: string, kind: string, name: string, namespace: string, spec?: object) =>
  block({
    ...{ apiVersion, kind, metadata: { name, namespace } },
    ...(spec === undefined ? {} : { spec }),
  })

function block(value: unknown, indent = ''): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return Array.isArray(value) ? '[]' : '{}'
  return entries
    .map(([key, inner]) => {
      const head = Array.isArray(value) ? `${indent}-` : `${indent}${JSON.stringify(key)}:`
      const isLeaf = inner === null || typeof inner !== 'object' || Object.keys(inner).length === 0
      return isLeaf ? `${head} ${block(inner)}` : `${head}\n${block(inner, `${indent}  `)}`
    })
    .join('\n')
}
