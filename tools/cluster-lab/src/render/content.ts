import type { KubernetesObject } from '../kubernetes/object.ts'

/** What an apply can change of an object, as text: all but its status and what the API server counts. */
export function contentOf({ status: _, metadata, ...rest }: KubernetesObject): string {
  const { resourceVersion: _version, managedFields: _fields, ...own } = metadata
  // Controllers annotate what they manage while it is applied.
  const annotations = Object.entries(own.annotations ?? {}).filter(
    ([name]) => !name.startsWith('deployment.kubernetes.io/'),
  )
  return JSON.stringify(sorted({ ...rest, metadata: { ...own, annotations } }))
}

/** The same without what tells two objects of equal content apart: when they were made, how often changed, and the address that a Service was given. */
export function settingsOf({ metadata, spec, ...rest }: KubernetesObject): string {
  const { uid: _uid, generation: _generation, creationTimestamp: _since, ...own } = metadata
  return contentOf({ ...rest, spec: withoutAddress(spec), metadata: own })
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function withoutAddress(spec: unknown): unknown {
  if (!isFields(spec) || spec.clusterIP === 'None') return spec
  const { clusterIP: _ip, clusterIPs: _ips, ...settings } = spec
  return settings
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
