import { z } from 'zod'

const statusFilter = z.strictObject({
  comparison: z.strictObject({
    op: z.enum(['EQ', 'GE', 'LE', 'NE']).default('EQ'),
    value: z.strictObject({
      default_value: z.int().min(100).max(599),
      runtime_key: z.string().min(1),
    }),
  }),
})

const headerBase = {
  name: z.string().min(1),
  invert_match: z.boolean().default(false),
} as const

const headerFilter = z.strictObject({
  header: z.union([
    z.strictObject({ ...headerBase, present_match: z.boolean() }),
    z.strictObject({
      ...headerBase,
      string_match: z.strictObject({ prefix: z.string().min(1) }),
      treat_missing_header_as_empty: z.boolean().default(false),
    }),
  ]),
})

const single = z.union([
  z.strictObject({ status_code_filter: statusFilter }),
  z.strictObject({ header_filter: headerFilter }),
])

const mapperFilter = z.union([
  ...single.options,
  z.strictObject({ and_filter: z.strictObject({ filters: z.array(single).min(2) }) }),
])

const bodyFormat = z.strictObject({
  json_format: z.record(z.string(), z.string()),
  content_type: z.string().min(1),
})

const header = z.strictObject({
  header: z.strictObject({ key: z.string().min(1), value: z.string() }),
  append_action: z
    .enum(['APPEND_IF_EXISTS_OR_ADD', 'ADD_IF_ABSENT', 'OVERWRITE_IF_EXISTS_OR_ADD'])
    .optional(),
})

const mapper = z.strictObject({
  filter: mapperFilter,
  status_code: z.int().min(400).max(599).optional(),
  headers_to_add: z.array(header).optional(),
  body_format_override: bodyFormat.optional(),
})

/**
 * The supported fields of an Envoy's own error responses, in snake case as in Istio's examples. A
 * mapper cannot turn an error into a success.
 */
export const localReplyConfig = z.strictObject({
  mappers: z.array(mapper).default([]),
  body_format: bodyFormat.optional(),
})

export type LocalReplyConfig = z.output<typeof localReplyConfig>
export type MapperFilter = z.output<typeof mapperFilter>
export type HeaderMatch = z.output<typeof headerFilter>['header']
