import { z } from 'zod'

export const policyObject = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.record(z.string(), z.unknown()).default({}),
})
export type PolicyObject = z.infer<typeof policyObject>
