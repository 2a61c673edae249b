/** The edge takes requests of clients, which have no certificate of the mesh. */
const inside = 'destination!="istio-ingressgateway"'

const insideCalls = (more = '') => `sum(mesh:requests:rate1m{${inside}${more}})`
const shareInside = (more: string) => `(${insideCalls(more)} or vector(0)) / (${insideCalls()} > 0)`

export const mtlsShare = shareInside(',mtls="true"')
export const unknownShare = shareInside(',source=""')

/** Callers without identity by a word, where an empty cell would be overlooked. */
export const named = (expr: string): string =>
  `label_replace(${expr}, "source", "(unknown)", "source", "")`

/** Statistics of clusters by the service that they lead to: its name is the first part of the host. */
export const byCallee = (expr: string, operator: 'sum' | 'max' = 'sum'): string =>
  `${operator} by (callee) (label_replace(${expr}, "callee", "$1", "envoy_cluster_name", "outbound[|][^|]*[|][^|]*[|]([^.]+).*"))`

/** The least of a statistic, by the workload whose proxy counts it: a service, or one that is none, such as the edge. */
export const byWorkload = (expr: string): string =>
  `min by (workload) (label_replace(${expr}, "workload", "$1", "service", "(.+)"))`
