import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

const podSchema = z.object({
  containers: z
    .array(
      z.object({
        env: z
          .array(
            z.object({
              valueFrom: z
                .object({
                  secretKeyRef: z
                    .object({ name: z.string(), key: z.string(), optional: z.boolean().optional() })
                    .optional(),
                })
                .optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  volumes: z
    .array(
      z.object({
        secret: z
          .object({
            secretName: z.string(),
            items: z.array(z.object({ key: z.string() })).optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  imagePullSecrets: z.array(z.object({ name: z.string() })).optional(),
})

/** An object as Helm renders it, with the fields by which it needs others. */
const objectSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  spec: z
    .object({
      template: z.object({ spec: podSchema }).optional(),
      servers: z
        .array(z.object({ tls: z.object({ credentialName: z.string().optional() }).optional() }))
        .optional(),
      secretName: z.string().optional(),
      issuerRef: z.object({ kind: z.string(), name: z.string() }).optional(),
    })
    .optional(),
})

export type KubernetesObject = z.infer<typeof objectSchema>

const kinds =
  /^(Deployment|Job|Gateway|Certificate|HorizontalPodAutoscaler|ScaledObject|PriorityClass)$/

export const objectsIn = (text: string): KubernetesObject[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as { kind?: string } | null)
    .filter((object) => kinds.test(object?.kind ?? ''))
    .map((object) => objectSchema.parse(object))
