import { z } from 'zod'

export type KubernetesObject = Readonly<Record<string, unknown>>

export interface Question {
  /** MeshConfig: rootNamespace, trustDomain, pathNormalization, extensionProviders … */
  readonly mesh?: Readonly<Record<string, unknown>>
  readonly objects: readonly KubernetesObject[]
  /** The services that extension providers of `mesh` may refer to. */
  readonly services?: readonly { hostname: string; namespace: string; port: number }[]
  readonly workload: {
    readonly namespace: string
    readonly labels?: Readonly<Record<string, string>>
    readonly serviceAccount?: string
    readonly kind?: 'sidecar' | 'gateway'
  }
  readonly port?: number
  /** Also returns the settings of the HTTP connection manager. */
  readonly connection?: boolean
}

const filter = z.object({
  name: z.string(),
  typed_config: z.looseObject({ '@type': z.string() }),
})
export type Filter = z.infer<typeof filter>

const mode = z.enum(['DISABLE', 'PERMISSIVE', 'STRICT'])

const compiled = z.object({
  error: z.null(),
  invalid: z.array(
    z.object({ kind: z.string(), namespace: z.string(), name: z.string(), error: z.string() }),
  ),
  warnings: z.array(z.string()),
  http: z.array(filter),
  tcp: z.array(filter),
  mtls: z.object({ mode, ports: z.record(z.string(), mode) }),
  connection: z.record(z.string(), z.unknown()).optional(),
})
export type Compiled = z.infer<typeof compiled>

/** The compiled configuration, or the reason why there is none. */
export const answer = z.union([compiled, z.object({ error: z.string() })])

/** `error` and `warning` are istiod's, `schema` is the API server's. */
export const verdict = z.object({
  error: z.string().nullable(),
  warning: z.string().nullable(),
  schema: z.string().nullable(),
})
export type Verdict = z.infer<typeof verdict>
