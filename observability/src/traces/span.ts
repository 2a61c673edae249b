/** A span of any service or sidecar, from whatever source. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  /** Absent: it began the trace. */
  readonly parentSpanId?: string | undefined
  readonly service: string
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: Readonly<Record<string, unknown>>
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
}

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export const edgeService = 'istio-ingressgateway'

/** Envoys report spans under their service's name too; only theirs have the tag `component`. */
export const isProxy = ({ attributes }: Span): boolean => attributes.component === 'proxy'
