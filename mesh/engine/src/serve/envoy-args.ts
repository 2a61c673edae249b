// An access log line is at most this late.
const flushLogMs = 1_000

// A replaced listener asks its connections to close at once, and closes those left after this time.
const drainSeconds = 15

/** Arguments for the Envoy of one workload: one worker thread, no hot restart. */
export const envoyArgs = (bootstrapFile: string): string[] => [
  '--config-path',
  bootstrapFile,
  '--concurrency',
  '1',
  '--disable-hot-restart',
  '--drain-time-s',
  String(drainSeconds),
  '--drain-strategy',
  'immediate',
  '--file-flush-interval-msec',
  String(flushLogMs),
  '--log-level',
  'warning',
  // As Istio starts its proxies: otherwise Envoy warns of every deprecated field that Istio still sets.
  '--component-log-level',
  'misc:error',
]
