import type { Certificate } from '@stoa/mesh/authority'
import { publishedKeys, type SigningKey } from './signing-key.ts'

const namespace = 'trial'
const name = 'issuer'
const port = 8443
const labels = { 'app.kubernetes.io/name': name }

/** What it publishes and signs its connections with. */
export const issuerSecret = { namespace, name } as const

export const issuerHost = `${name}.${namespace}.svc.cluster.local`

/** Serves the keys over HTTPS; run by the Node of a service's image, with nothing installed. */
export const serverSource = `
const { readFileSync } = require('node:fs')
const read = (file) => readFileSync(require('node:path').join(__dirname, file))
const server = { key: read('tls.key'), cert: read('tls.crt') }
require('node:https').createServer(server, (_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(read('jwks.json'))
}).listen(process.env.PORT)
`

/** The files beside the source of the server. */
export const serverFiles = (key: SigningKey, { certPem, keyPem }: Certificate) => ({
  'server.cjs': serverSource,
  'jwks.json': JSON.stringify(publishedKeys(key)),
  'tls.crt': certPem,
  'tls.key': keyPem,
})

/** An issuer of tokens: a Kubernetes namespace of its own, in which a pod publishes the key. */
export const issuerObjects = (files: Readonly<Record<string, string>>, image: string) => [
  {
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  },
  { ...{ apiVersion: 'v1', kind: 'Secret' }, metadata: { name, namespace }, stringData: files },
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } },
    spec: { selector: labels, ports: [{ name: 'https', port: 443, targetPort: port }] },
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(image) },
    },
  },
]

const podSpec = (image: string) => ({
  automountServiceAccountToken: false,
  securityContext: {
    ...{ runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532 },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers: [
    {
      ...{ name, image, args: ['/issuer/server.cjs'] },
      env: [{ name: 'PORT', value: String(port) }],
      ports: [{ containerPort: port }],
      readinessProbe: { httpGet: { path: '/jwks.json', port, scheme: 'HTTPS' } },
      resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory: '96Mi' } },
      securityContext: {
        ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
        capabilities: { drop: ['ALL'] },
      },
      volumeMounts: [{ name: 'issuer', mountPath: '/issuer', readOnly: true }],
    },
  ],
  volumes: [{ name: 'issuer', secret: { secretName: name, defaultMode: 0o440 } }],
})
