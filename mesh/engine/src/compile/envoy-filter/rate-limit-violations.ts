import { z } from 'zod'
import { durationMs } from '../../model/duration.ts'
import type { Config } from '../config.ts'
import { schemaViolations } from './schema-violations.ts'

const minFillMs = 50

const fill = z.string().refine((text) => (durationMs(text) ?? 0) >= minFillMs, {
  message: `must be a duration of at least ${minFillMs} ms`,
})

const tokenBucket = z.strictObject({
  max_tokens: z.int().min(1),
  tokens_per_fill: z.int().min(1).optional(),
  fill_interval: fill,
})

const percent = z.strictObject({
  runtime_key: z.string().optional(),
  default_value: z.strictObject({
    numerator: z.int().min(0).optional(),
    denominator: z.enum(['HUNDRED', 'TEN_THOUSAND', 'MILLION']).optional(),
  }),
})

const anything = z.unknown().optional()

/** The supported fields of Envoy's local rate limit. */
const localRateLimit = z.strictObject({
  stat_prefix: z.string().min(1),
  status: z.strictObject({ code: z.union([z.int(), z.string()]) }).optional(),
  token_bucket: tokenBucket.optional(),
  filter_enabled: percent.optional(),
  filter_enforced: percent.optional(),
  request_headers_to_add_when_not_enforced: anything,
  response_headers_to_add: anything,
  descriptors: z
    .array(
      z.strictObject({
        entries: z
          .array(z.strictObject({ key: z.string().min(1), value: z.string().optional() }))
          .min(1),
        token_bucket: tokenBucket,
      }),
    )
    .optional(),
  stage: z.int().min(0).max(10).optional(),
  local_rate_limit_per_downstream_connection: z.boolean().optional(),
  enable_x_ratelimit_headers: z.enum(['OFF', 'DRAFT_VERSION_03']).optional(),
  vh_rate_limits: z.enum(['OVERRIDE', 'INCLUDE', 'IGNORE']).optional(),
  always_consume_default_token_bucket: z.boolean().optional(),
  rate_limited_as_resource_exhausted: z.boolean().optional(),
  rate_limits: anything,
  max_dynamic_descriptors: z.int().min(1).optional(),
})

/** Violations of a local rate limit, whose fields are in snake case as in Istio's examples. */
export const rateLimitViolations = (fields: Config, path: readonly string[]) =>
  schemaViolations(localRateLimit, fields, path)
