import { z } from 'zod'
import type { Path } from './path.ts'
import type { Position } from './problem.ts'

const labels = z.record(z.string(), z.string())

export const metadataSchema = z.strictObject({
  name: z.string().min(1),
  namespace: z.string().min(1).default('default'),
  labels: labels.optional(),
  creationTimestamp: z.string().optional(),
})

export const envelopeSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
})

export interface Resource<Spec> {
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly createdAt: string | undefined
  readonly spec: Spec
  /** Where a part of this resource is written, as in `locate(['spec', 'rules', 0])`. */
  readonly locate: (path: Path) => Position
}

/** The root namespace: what is written there counts for the whole mesh. */
export const rootNamespace = 'istio-system'
export const trustDomain = 'cluster.local'
