import { isObject } from '../../model/objects.ts'
import { patchesFor } from '../../model/patches-for.ts'
import type { Config } from '../config.ts'
import type { Scope } from '../scope.ts'

/**
 * The settings that patches merge into a connection manager, as Istio merges messages: lists are
 * appended, the fields of a format are replaced one by one, and of a limit the last one counts.
 */
export function managerSettings(scope: Scope): Config {
  const written = patchesFor(scope.model, scope.workload)
    .filter(({ patch }) => patch.applyTo === 'NETWORK_FILTER')
    .map(({ patch: { patch } }) => objectOf(patch.value?.typed_config))
  const extensions = written.flatMap((one) => listOf(one.early_header_mutation_extensions))
  const replies = written.flatMap(({ local_reply_config: one }) => (isObject(one) ? [one] : []))
  const options = written.map((one) => objectOf(one.common_http_protocol_options))
  const common = Object.assign({}, ...options)
  const kilobytes = written.findLast((one) => one.max_request_headers_kb !== undefined)
  return {
    ...(Object.keys(common).length > 0 ? { common_http_protocol_options: common } : {}),
    ...(kilobytes ? { max_request_headers_kb: kilobytes.max_request_headers_kb } : {}),
    ...(extensions.length > 0 ? { early_header_mutation_extensions: extensions } : {}),
    ...(replies.length > 0 ? { local_reply_config: mergedReplies(replies) } : {}),
  }
}

/** The responses that an Envoy makes itself. */
function mergedReplies(written: readonly Config[]): Config {
  const mappers = written.flatMap((one) => listOf(one.mappers))
  const format = written.map((one) => objectOf(one.body_format)).reduce(mergedFormat, {})
  return {
    ...(mappers.length > 0 ? { mappers } : {}),
    ...(Object.keys(format).length > 0 ? { body_format: format } : {}),
  }
}

const mergedFormat = (format: Config, more: Config): Config => ({
  ...format,
  ...more,
  ...(format.json_format !== undefined && more.json_format !== undefined
    ? { json_format: { ...objectOf(format.json_format), ...objectOf(more.json_format) } }
    : {}),
})

const objectOf = (value: unknown): Config => (isObject(value) ? value : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
