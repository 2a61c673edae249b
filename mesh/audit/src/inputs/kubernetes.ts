import type { OtherObject, Position, Problem } from '@stoa/mesh/policy'
import { z } from 'zod'

const labels = z.record(z.string(), z.string()).default({})
const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().default('default'),
  labels,
  annotations: labels,
})

const capabilities = z.looseObject({
  add: z.array(z.string()).default([]),
  drop: z.array(z.string()).default([]),
})
const containerSecurity = z
  .looseObject({
    runAsNonRoot: z.boolean().optional(),
    runAsUser: z.number().optional(),
    allowPrivilegeEscalation: z.boolean().optional(),
    privileged: z.boolean().optional(),
    capabilities: capabilities.optional(),
  })
  .default({})
const container = z.looseObject({
  name: z.string(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        containerPort: z.int(),
        hostPort: z.int().optional(),
        protocol: z.string().optional(),
      }),
    )
    .default([]),
  securityContext: containerSecurity,
})
const podSpec = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  hostNetwork: z.boolean().default(false),
  securityContext: z
    .looseObject({ runAsNonRoot: z.boolean().optional(), runAsUser: z.number().optional() })
    .default({}),
  containers: z.array(container).min(1),
  initContainers: z.array(container).default([]),
})
export type Container = z.output<typeof container>
export type PodSpec = z.output<typeof podSpec>

const podMetadata = z.looseObject({ labels, annotations: labels }).prefault({})
const template = z.looseObject({ metadata: podMetadata, spec: podSpec })
const controller = z.looseObject({
  metadata,
  spec: z.looseObject({ replicas: z.int().optional(), template }),
})
const pod = z.looseObject({ metadata, spec: podSpec })
const service = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      selector: labels,
      ports: z
        .array(
          z.looseObject({
            name: z.string().optional(),
            port: z.int(),
            targetPort: z.union([z.int(), z.string()]).optional(),
            protocol: z.string().default('TCP'),
            appProtocol: z.string().optional(),
          }),
        )
        .default([]),
    })
    .prefault({}),
})
const serviceAccount = z.looseObject({
  metadata,
  automountServiceAccountToken: z.boolean().optional(),
})
const networkPolicy = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      podSelector: z
        .looseObject({ matchLabels: labels, matchExpressions: z.array(z.unknown()).default([]) })
        .prefault({}),
    })
    .prefault({}),
})
const namespace = z.looseObject({ metadata })

/** The Kubernetes kinds that the audit reads. */
const kinds = {
  Deployment: controller,
  StatefulSet: controller,
  DaemonSet: controller,
  Pod: pod,
  Service: service,
  ServiceAccount: serviceAccount,
  NetworkPolicy: networkPolicy,
  Namespace: namespace,
} as const

type Kinds = typeof kinds
type KindName = keyof Kinds

export type KubernetesObject<K extends KindName> = z.output<Kinds[K]> & {
  readonly kind: K
  readonly locate: (path: readonly (string | number)[]) => Position
}

export type Kubernetes = { readonly [K in KindName]: readonly KubernetesObject<K>[] } & {
  /** How often each kind occurs that the audit does not read, such as `Kiali (kiali.io/v1)`. */
  readonly unread: ReadonlyMap<string, number>
  readonly problems: readonly Problem[]
}

const isKind = (kind: unknown): kind is KindName =>
  typeof kind === 'string' && Object.hasOwn(kinds, kind)

/** Sorts the objects that are not Istio's by kind. Objects of an unknown kind are counted and never refused. */
export function readKubernetes(others: readonly OtherObject[]): Kubernetes {
  const found: Record<string, unknown[]> = Object.fromEntries(
    Object.keys(kinds).map((kind) => [kind, []]),
  )
  const unread = new Map<string, number>()
  const problems: Problem[] = []
  for (const { file, object } of others) {
    const { kind, apiVersion } = headOf(object.value)
    if (!isKind(kind)) {
      const name =
        kind === undefined ? 'documents without a kind' : `${kind} (${apiVersion ?? '?'})`
      unread.set(name, (unread.get(name) ?? 0) + 1)
      continue
    }
    const locate = (path: readonly (string | number)[]) => ({ file, line: object.lineOf(path) })
    const parsed = kinds[kind].safeParse(withoutNulls(object.value))
    if (parsed.success) found[kind]?.push({ ...parsed.data, kind, locate })
    else
      problems.push(
        ...parsed.error.issues.map(({ path, message }) => ({
          ...locate(path.map((step) => (typeof step === 'number' ? step : String(step)))),
          field: path.join('.'),
          message,
        })),
      )
  }
  return asKubernetes({ ...found, unread, problems })
}

/** Removes null fields, which mean the same as absent ones to Kubernetes. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null ? [] : [[key, withoutNulls(inner)]],
    ),
  )
}

function headOf(value: unknown): { kind?: string; apiVersion?: string } {
  if (value === null || typeof value !== 'object') return {}
  return {
    ...('kind' in value ? { kind: String(value.kind) } : {}),
    ...('apiVersion' in value ? { apiVersion: String(value.apiVersion) } : {}),
  }
}

// Safe: each list holds objects that the schema of its kind has parsed.
const asKubernetes = (found: Readonly<Record<string, unknown>>): Kubernetes =>
  found as unknown as Kubernetes
