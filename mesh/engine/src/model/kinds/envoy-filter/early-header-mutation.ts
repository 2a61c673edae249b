import { z } from 'zod'

const extension = 'envoy.http.early_header_mutation.header_mutation'
const type =
  'type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation'

/** The headers by which a caller joins or samples a trace, or adds to it: W3C's, B3's and Envoy's own. */
export const traceHeaders = [
  ...['traceparent', 'tracestate', 'baggage'],
  ...['b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags'],
  ...['x-client-trace-id', 'x-envoy-force-trace'],
] as const

/**
 * The supported changes to requests before Envoy starts their span and any filter or policy sees
 * them: the removal of trace headers.
 */
export const earlyHeaderMutationExtensions = z.array(
  z.strictObject({
    name: z.literal(extension),
    typed_config: z.strictObject({
      '@type': z.literal(type),
      mutations: z.array(z.strictObject({ remove: z.enum(traceHeaders) })),
    }),
  }),
)
