import { z } from 'zod'
import type { KubernetesObject } from '../kubernetes/object.ts'

const container = z.looseObject({ name: z.string() })

const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.looseObject({
    nodeName: z.string().optional(),
    serviceAccountName: z.string().default('default'),
    containers: z.array(container),
    initContainers: z.array(container).default([]),
  }),
  status: z.looseObject({ podIP: z.string().optional(), phase: z.string().optional() }).default({}),
})

export type Pod = z.infer<typeof podSchema>

export const parsePod = (object: KubernetesObject): Pod => podSchema.parse(object)

/** What is wrong with a pod of the mesh, as sentences. */
export function problemsOf({ spec, status }: Pod): readonly string[] {
  const names = [...spec.containers, ...spec.initContainers].map(({ name }) => name)
  return [
    ...(names.includes('istio-proxy') ? [] : ['istiod injected no sidecar']),
    ...(names.includes('istio-init')
      ? ['has the container istio-init, which needs privileges; enable pilot.cni']
      : []),
    ...(spec.nodeName ? [] : ['is not scheduled to a node']),
    ...(status.podIP ? [] : ['has no address']),
  ]
}
