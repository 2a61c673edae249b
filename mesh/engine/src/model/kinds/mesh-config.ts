import { z } from 'zod'
import { duration } from '../duration.ts'
import { port, text, texts } from './common.ts'
import { tcpKeepalive } from './destination-rule/connection-pool.ts'
import { localityLbSetting } from './destination-rule/locality.ts'
import { retries } from './retries.ts'

const normalization = z.enum([
  'DEFAULT',
  'NONE',
  'BASE',
  'MERGE_SLASHES',
  'DECODE_AND_MERGE_SLASHES',
])

const requestBody = z.strictObject({
  maxRequestBytes: z.int().min(1).optional(),
  allowPartialMessage: z.boolean().optional(),
  packAsBytes: z.boolean().optional(),
})

/** `*` alone would forward every header, so Istio requires a prefix or a suffix. */
const headerNames = z.array(
  text.refine((name) => name !== '*', {
    message: 'a single wildcard ("*") is not supported, change it to either prefix or suffix match',
  }),
)

const authorizer = z.strictObject({
  service: text,
  port,
  timeout: duration.optional(),
  failOpen: z.boolean().optional(),
  statusOnError: z
    .string()
    .regex(/^[1-5]\d\d$/, 'must be an HTTP status')
    .optional(),
  includeRequestBodyInCheck: requestBody.optional(),
})

/** Only JSON logs are supported, because the audit reads them. */
const logFormat = z.strictObject({ labels: z.record(text, z.string()) })

const extensionProvider = z.looseObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      'must have only lower-case letters, digits and dashes',
    ),
  envoyExtAuthzHttp: authorizer
    .extend({
      pathPrefix: z.string().startsWith('/').optional(),
      includeRequestHeadersInCheck: headerNames.optional(),
      includeAdditionalHeadersInCheck: z.record(text, z.string()).optional(),
      headersToUpstreamOnAllow: headerNames.optional(),
      headersToDownstreamOnDeny: headerNames.optional(),
      headersToDownstreamOnAllow: headerNames.optional(),
    })
    .optional(),
  envoyExtAuthzGrpc: authorizer.optional(),
  envoyFileAccessLog: z
    .looseObject({ path: text.optional(), logFormat: logFormat.optional() })
    .optional(),
  opentelemetry: z
    .looseObject({ service: text, port, http: z.looseObject({ path: text.optional() }).optional() })
    .optional(),
  prometheus: z.looseObject({}).optional(),
})

const switchedOff = z.strictObject({ disabled: z.boolean().optional() })

/** The supported settings for headers that proxies add to requests and responses. */
const proxyHeaders = z.strictObject({
  server: switchedOff.extend({ value: z.string().optional() }).optional(),
  envoyDebugHeaders: switchedOff.optional(),
})

/** MeshConfig. Fields outside this schema do not affect any decision and are accepted as they are. */
export const meshConfigSpec = z.looseObject({
  rootNamespace: text.optional(),
  trustDomain: text.optional(),
  trustDomainAliases: texts.optional(),
  pathNormalization: z.strictObject({ normalization: normalization.optional() }).optional(),
  extensionProviders: z.array(extensionProvider).optional(),
  defaultProviders: z.looseObject({ metrics: texts.optional() }).optional(),
  defaultConfig: z
    .looseObject({
      gatewayTopology: z.looseObject({ numTrustedProxies: z.int().min(0).optional() }).optional(),
      proxyHeaders: proxyHeaders.optional(),
      /** How many characters of a request's path and query its span shows. */
      tracing: z.looseObject({ maxPathTagLength: z.int().min(1).optional() }).optional(),
    })
    .optional(),
  outboundTrafficPolicy: z
    .strictObject({ mode: z.enum(['ALLOW_ANY', 'REGISTRY_ONLY']).optional() })
    .optional(),
  enableAutoMtls: z.boolean().optional(),
  defaultHttpRetryPolicy: retries.optional(),
  localityLbSetting: localityLbSetting.optional(),
  accessLogFile: z.string().optional(),
  connectTimeout: duration.optional(),
  tcpKeepalive: tcpKeepalive.optional(),
  h2UpgradePolicy: z.enum(['DO_NOT_UPGRADE', 'UPGRADE']).optional(),
})

export type MeshConfig = z.output<typeof meshConfigSpec>
export type Normalization = z.output<typeof normalization>
export type ExtensionProvider = z.output<typeof extensionProvider>
