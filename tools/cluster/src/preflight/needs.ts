import type { KubernetesObject } from './objects.ts'

/** What a cluster must have before a release is installed. */
export type Need =
  | {
      readonly kind: 'Secret'
      readonly namespace: string
      readonly name: string
      readonly keys: readonly string[]
    }
  | { readonly kind: 'ClusterIssuer'; readonly name: string }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'PriorityClass'; readonly release: string; readonly name: string }
  /** A value that no file gives, and that the chart of the release needs. */
  | {
      readonly kind: 'value'
      readonly release: string
      readonly path: string
      readonly meaning: string
    }

const secret = (namespace: string, name: string, keys: readonly string[]): Need => ({
  ...{ kind: 'Secret', namespace, name, keys },
})

/** What the objects of the platform read, and do not bring. */
export function needsOfObjects(objects: readonly KubernetesObject[], namespace: string): Need[] {
  const certificates = objects.filter(({ kind }) => kind === 'Certificate')
  const brought = new Set(
    certificates.map(({ metadata, spec }) => `${metadata.namespace}/${spec?.secretName}`),
  )
  return objects.flatMap((object): Need[] => {
    const { kind, spec, metadata } = object
    const place = metadata.namespace ?? namespace
    switch (kind) {
      case 'Deployment':
      case 'Job':
        return ofPod(spec?.template?.spec ?? {}, place)
      case 'Gateway':
        return (spec?.servers ?? [])
          .map(({ tls }) => tls?.credentialName)
          .filter((name) => name !== undefined && !brought.has(`${place}/${name}`))
          .map((name) => secret(place, name ?? '', ['tls.crt', 'tls.key']))
      case 'Certificate':
        return spec?.issuerRef?.kind === 'ClusterIssuer'
          ? [{ kind: 'ClusterIssuer', name: spec.issuerRef.name }]
          : []
      case 'HorizontalPodAutoscaler':
      case 'ScaledObject':
        return [{ kind: 'metrics' }]
      default:
        return []
    }
  })
}

type PodSpec = NonNullable<NonNullable<KubernetesObject['spec']>['template']>['spec']

const ofPod = (
  { containers = [], volumes = [], imagePullSecrets = [] }: PodSpec,
  namespace: string,
): Need[] => [
  ...containers
    .flatMap(({ env = [] }) => env)
    .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
    .filter(({ optional }) => !optional)
    .map(({ name, key }) => secret(namespace, name, [key])),
  ...volumes
    .flatMap((volume) => volume.secret ?? [])
    .map(({ secretName, items = [] }) =>
      secret(
        namespace,
        secretName,
        items.map(({ key }) => key),
      ),
    ),
  // Its key is one of two, by the type of the Secret.
  ...imagePullSecrets.map(({ name }) => secret(namespace, name, [])),
]

/** Each Secret once, with all of its keys. */
export function merged(needs: readonly Need[]): Need[] {
  const byName = new Map<string, Need>()
  for (const need of needs) {
    const id =
      need.kind === 'Secret'
        ? `${need.namespace}/${need.name}`
        : JSON.stringify(Object.values(need))
    const before = byName.get(id)
    const keys =
      before?.kind === 'Secret' && need.kind === 'Secret'
        ? { keys: [...new Set([...before.keys, ...need.keys])] }
        : {}
    byName.set(id, { ...need, ...keys })
  }
  return [...byName.values()]
}
