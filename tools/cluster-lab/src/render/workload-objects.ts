import type { KubernetesObject } from '../kubernetes/object.ts'

export interface WorkloadOptions {
  readonly name: string
  readonly namespace: string
  readonly port: { readonly name: string; readonly number: number; readonly service: number }
  readonly replicas: number
  readonly requests: Readonly<Record<string, string>>
  /** Labels of its pods, beside its name. */
  readonly labels?: Readonly<Record<string, string>>
}

/** What an image without root, privileges or a writable root file system may do: Pod Security `restricted`. */
const podSecurity = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }
const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}

/** A ServiceAccount, a Service and a Deployment with the labels that the policies select. */
export function workloadObjects(options: WorkloadOptions): readonly KubernetesObject[] {
  const { name, namespace, port, replicas, requests } = options
  const selector = { 'app.kubernetes.io/name': name }
  const labels = { app: name, ...selector, version: 'v1', ...options.labels }
  const metadata = { name, namespace, labels }
  const container = {
    name: 'app',
    image: `stoa.invalid/${name}:lab`,
    ports: [{ name: port.name, containerPort: port.number }],
    resources: { requests },
    securityContext: containerSecurity,
  }
  return [
    { ...{ apiVersion: 'v1', kind: 'ServiceAccount' }, metadata },
    {
      ...{ apiVersion: 'v1', kind: 'Service' },
      metadata,
      spec: {
        selector,
        ports: [{ name: port.name, port: port.service, targetPort: port.name }],
      },
    },
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            securityContext: podSecurity,
            containers: [container],
          },
        },
      },
    },
  ]
}
