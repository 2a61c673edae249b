import { type Config, typed } from '../config.ts'
import type { Direction, Scope } from '../scope.ts'
import { requestStatistics } from './request-statistics.ts'
import { telemetryFor } from './telemetry-settings.ts'

const fields = {
  time: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  path: '%PATH(NQ)%',
  authority: '%REQ(:AUTHORITY)%',
  status: '%RESPONSE_CODE%',
  details: '%RESPONSE_CODE_DETAILS%',
  flags: '%RESPONSE_FLAGS%',
  termination: '%CONNECTION_TERMINATION_DETAILS%',
  milliseconds: '%DURATION%',
  peer: '%DOWNSTREAM_PEER_URI_SAN%',
  cluster: '%UPSTREAM_CLUSTER%',
  trace_id: '%TRACE_ID%',
  traceparent: '%REQ(TRACEPARENT)%',
}

/** The access loggers of a listener: lines on standard output, and counted requests or connections. */
export function accessLog(
  scope: Scope,
  direction: Direction,
  protocol: 'http' | 'tcp' = 'http',
): Config {
  const loggers = [...linesOf(scope, direction), ...requestStatistics(scope, direction, protocol)]
  return loggers.length > 0 ? { access_log: loggers } : {}
}

/** One JSON line per request or TCP connection on standard output, when Telemetry enables it. */
function linesOf({ model, workload }: Scope, direction: Direction): readonly Config[] {
  const { log } = telemetryFor(model, workload, direction)
  if (log === undefined) return []
  const format = { json_format: log.fields ?? fields }
  const stdout = typed('extensions.access_loggers.stream.v3.StdoutAccessLog', {
    log_format: format,
  })
  return [
    {
      name: 'envoy.access_loggers.stdout',
      ...(log.filter ? { filter: matching(log.filter) } : {}),
      typed_config: stdout,
    },
  ]
}

/** Logs only requests for which a CEL expression is true. */
const matching = (expression: string): Config => ({
  extension_filter: {
    name: 'envoy.access_loggers.extension_filters.cel',
    typed_config: typed('extensions.access_loggers.filters.cel.v3.ExpressionFilter', {
      expression,
    }),
  },
})
