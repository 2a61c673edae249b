import type { StringMatch } from '../../model/kinds/string-match.ts'
import type { CorsPolicy } from '../../model/kinds/virtual-service/cors-policy.ts'
import {
  type FaultInjection,
  grpcStatusNumber,
} from '../../model/kinds/virtual-service/fault-injection.ts'
import { type Config, seconds, typed } from '../config.ts'
import { fraction } from './percentage.ts'

const cors = 'envoy.filters.http.cors'
const fault = 'envoy.filters.http.fault'

/** The filters that routes configure; they do nothing on a route without such configuration. */
export const routeFilters: readonly Config[] = [
  { name: fault, typed_config: typed('extensions.filters.http.fault.v3.HTTPFault', {}) },
  { name: cors, typed_config: typed('extensions.filters.http.cors.v3.Cors', {}) },
]

interface Settings {
  readonly fault?: FaultInjection | undefined
  readonly corsPolicy?: CorsPolicy | undefined
}

export function filterSettings({ fault: injected, corsPolicy }: Settings): Config {
  const settings = {
    ...(injected === undefined ? {} : { [fault]: faultOf(injected) }),
    ...(corsPolicy === undefined ? {} : { [cors]: corsOf(corsPolicy) }),
  }
  return Object.keys(settings).length > 0 ? { typed_per_filter_config: settings } : {}
}

/** A delay or an abort without percentage applies to no request. */
const faultOf = ({ delay, abort }: FaultInjection): Config =>
  typed('extensions.filters.http.fault.v3.HTTPFault', {
    ...(delay?.fixedDelay === undefined
      ? {}
      : {
          delay: {
            percentage:
              delay.percentage === undefined
                ? { numerator: delay.percent ?? 0, denominator: 'HUNDRED' }
                : fraction(delay.percentage),
            fixed_delay: seconds(delay.fixedDelay),
          },
        }),
    ...(abort === undefined
      ? {}
      : {
          abort: {
            ...(abort.percentage === undefined ? {} : { percentage: fraction(abort.percentage) }),
            ...(abort.httpStatus === undefined
              ? { grpc_status: grpcStatusNumber(abort.grpcStatus ?? '') }
              : { http_status: abort.httpStatus }),
          },
        }),
  })

function corsOf(policy: CorsPolicy): Config {
  const origins =
    policy.allowOrigins?.map(originMatcher) ??
    (policy.allowOrigin ?? []).map((exact) => (exact === '*' ? anyOrigin : { exact }))
  return typed('extensions.filters.http.cors.v3.CorsPolicy', {
    allow_origin_string_match: origins,
    ...joined('allow_methods', policy.allowMethods),
    ...joined('allow_headers', policy.allowHeaders),
    ...joined('expose_headers', policy.exposeHeaders),
    ...(policy.maxAge === undefined ? {} : { max_age: String(policy.maxAge / 1_000) }),
    ...(policy.allowCredentials === undefined
      ? {}
      : { allow_credentials: policy.allowCredentials }),
    forward_not_matching_preflights: policy.unmatchedPreflights !== 'IGNORE',
    filter_enabled: { default_value: { numerator: 100, denominator: 'HUNDRED' } },
  })
}

const anyOrigin: Config = { safe_regex: { regex: '.*' } }

function originMatcher({ exact, prefix, regex }: StringMatch): Config {
  if (exact !== undefined) return { exact }
  return prefix === undefined ? { safe_regex: { regex } } : { prefix }
}

const joined = (field: string, values: readonly string[] | undefined): Config =>
  values?.length ? { [field]: values.join(',') } : {}
