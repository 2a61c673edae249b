import { z } from 'zod'
import type { Path } from './path.ts'
import type { Position } from './problem.ts'

const texts = z.record(z.string(), z.string())

/** The metadata of a Kubernetes object. */
export const metadataSchema = z.strictObject({
  name: z.string().min(1),
  namespace: z.string().min(1).default('default'),
  labels: texts.optional(),
  annotations: texts.optional(),
  creationTimestamp: z.string().nullish(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.int().optional(),
  generateName: z.string().optional(),
  selfLink: z.string().optional(),
  finalizers: z.array(z.string()).optional(),
  ownerReferences: z.array(z.unknown()).optional(),
  managedFields: z.array(z.unknown()).optional(),
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
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: Spec
  /** File and line of a part of this resource, such as `locate(['spec', 'rules', 0])`. */
  readonly locate: (path: Path) => Position
}
