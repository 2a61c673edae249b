// So late is a line of an access log at the most.
const flushLogMs = 1_000

// Connections of a listener that was replaced are told to go at once and are cut after this time.
const drainSeconds = 15

/** Arguments for the Envoy of one workload: one worker, and no shared memory with a predecessor. */
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
  // As Istio's proxies are started: it warns of each field that Istio still sets and Envoy calls old.
  '--component-log-level',
  'misc:error',
]
