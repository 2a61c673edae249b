import { type Config, typed } from './config.ts'
import type { Scope } from './scope.ts'
import { observing } from './tracing.ts'

const fields = {
  time: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  path: '%PATH(NQ)%',
  authority: '%REQ(:AUTHORITY)%',
  status: '%RESPONSE_CODE%',
  details: '%RESPONSE_CODE_DETAILS%',
  flags: '%RESPONSE_FLAGS%',
  milliseconds: '%DURATION%',
  peer: '%DOWNSTREAM_PEER_URI_SAN%',
  cluster: '%UPSTREAM_CLUSTER%',
  traceparent: '%REQ(TRACEPARENT)%',
}

/** One JSON line a request on standard output, when Telemetry asks for it. */
export function accessLog({ model, workload }: Scope): Config {
  if (!observing(model, workload).accessLog) return {}
  const format = { json_format: fields }
  const log = typed('extensions.access_loggers.stream.v3.StdoutAccessLog', { log_format: format })
  return { access_log: [{ name: 'envoy.access_loggers.stdout', typed_config: log }] }
}
