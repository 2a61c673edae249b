import { z } from 'zod'

const selector = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
})

const peer = z.object({
  podSelector: selector.optional(),
  namespaceSelector: selector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
})

const port = z.object({
  port: z.union([z.int(), z.string()]).optional(),
  endPort: z.int().optional(),
  protocol: z.string().default('TCP'),
})

const rule = z.object({ ports: z.array(port).optional() })
const ingressRule = rule.extend({ from: z.array(peer).optional() })
const egressRule = rule.extend({ to: z.array(peer).optional() })

const networkPolicy = z.object({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    podSelector: selector,
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])).optional(),
    ingress: z.array(ingressRule).default([]),
    egress: z.array(egressRule).optional(),
  }),
})

export type NetworkPolicy = z.infer<typeof networkPolicy>
export type Selector = z.infer<typeof selector>
export type Peer = z.infer<typeof peer>
export type PolicyPort = z.infer<typeof port>

/** Reads a stored NetworkPolicy. @throws ZodError for a field that the evaluator does not know */
export const parseNetworkPolicy = (object: unknown): NetworkPolicy => networkPolicy.parse(object)
