import { z } from 'zod'
import { runProgram } from '../../run-program.ts'
import type { Pod } from '../pod.ts'
import type { Json } from './json.ts'

const resources = z.array(z.record(z.string(), z.unknown())).default([])

const answer = z.object({
  id: z.string(),
  error: z.string().optional(),
  resources: z.object({
    clusters: resources,
    endpoints: resources,
    listeners: resources,
    routes: resources,
  }),
})

/** The configuration that istiod sends to the sidecar of a pod. */
export interface Sent {
  readonly clusters: readonly Json[]
  readonly endpoints: readonly Json[]
  readonly listeners: readonly Json[]
  readonly routes: readonly Json[]
}

export interface AdsOptions {
  readonly ads: string
  /** Address of istiod's plaintext gRPC port. */
  readonly xds: string
  readonly istioVersion: string
}

type Kind = 'sidecar' | 'router'

const nodeId = ({ metadata: { name, namespace }, status }: Pod, kind: Kind): string =>
  [kind, status.podIP, `${name}.${namespace}`, `${namespace}.svc.cluster.local`].join('~')

/** What an agent tells istiod about its proxy. */
const proxyOf = (pod: Pod, kind: Kind, istioVersion: string) => ({
  id: nodeId(pod, kind),
  metadata: {
    ...{ NAME: pod.metadata.name, NAMESPACE: pod.metadata.namespace, CLUSTER_ID: 'Kubernetes' },
    ...{ SERVICE_ACCOUNT: pod.spec.serviceAccountName, ISTIO_VERSION: istioVersion },
    ...{ LABELS: pod.metadata.labels, MESH_ID: 'cluster.local', INTERCEPTION_MODE: 'REDIRECT' },
  },
})

/** Asks istiod over ADS, in the place of each pod's proxy, for its configuration. In the order of the pods. */
export async function askIstiod(
  { ads, xds, istioVersion }: AdsOptions,
  pods: readonly Pod[],
  kind: Kind = 'sidecar',
): Promise<readonly Sent[]> {
  const lines = pods.map((pod) => JSON.stringify(proxyOf(pod, kind, istioVersion)))
  const env = { PATH: process.env.PATH }
  const output = await runProgram(ads, ['-istiod', xds], env, { input: `${lines.join('\n')}\n` })
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const { id, error, resources } = answer.parse({ resources: {}, ...JSON.parse(line) })
      if (error) throw new Error(`istiod sends no configuration to ${id}: ${error}`)
      return resources
    })
}
