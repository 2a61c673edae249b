import { parseAllDocuments } from 'yaml'
import type { Compiled, Filter, KubernetesObject } from '../istio-answers.ts'
import type { IstioReference } from '../istio-reference.ts'
import { port as policyPort } from './sample-values.ts'

type Json = Readonly<Record<string, unknown>>

/** Compiles a generated mesh with Istio's own compiler. */
export async function istioFilters(istio: IstioReference, text: string): Promise<Compiled> {
  const [config, ...objects] = parseAllDocuments(text).map((one) => one.toJS() as KubernetesObject)
  const { meshConfig } = (config?.spec ?? {}) as { meshConfig?: Json }
  const answer = await istio.request({
    mesh: meshConfig ?? {},
    objects,
    services: [{ hostname: 'authorizer.ns1.svc.cluster.local', namespace: 'ns1', port: 9_000 }],
    workload: {
      namespace: 'ns1',
      labels: { app: 'b', version: 'v1' },
      serviceAccount: 'b',
      kind: 'sidecar',
    },
    port: policyPort,
  })
  const [refused] = answer.invalid
  if (refused !== undefined)
    throw new Error(`Istio refuses a mesh that the model accepts: ${refused.error}`)
  return answer
}

/** Our listener with Istio's filters instead of ours, at another port. */
export function withFilters(
  listener: Json,
  { http, tcp }: Compiled,
  name: string,
  port: number,
): Json {
  const swapped = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(swapped)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === 'http_filters') return [key, [...http.map(atPort(port)), ...last(inner)]]
        if (key === 'filters' && isTcp(inner))
          return [key, [...tcp.map(atPort(port)), ...last(inner)]]
        if (key === 'port_value') return [key, port]
        return [key, swapped(inner)]
      }),
    )
  }
  return { ...(swapped(listener) as Json), name }
}

const last = (filters: unknown): readonly unknown[] =>
  Array.isArray(filters) ? filters.slice(-1) : []

const isTcp = (filters: unknown): boolean =>
  JSON.stringify(last(filters)).includes('envoy.filters.network.tcp_proxy')

/** Policies name the workload's port; the test's Envoy listens on another one. */
const atPort = (port: number) => (filter: Filter) =>
  JSON.parse(
    JSON.stringify(filter).replaceAll(
      /"destination_?[pP]ort":(\d+)/g,
      (_, written: string) => `"destinationPort":${Number(written) === policyPort ? port : 1}`,
    ),
  )
