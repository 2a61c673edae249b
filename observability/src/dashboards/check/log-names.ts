/** Labels by which Loki finds streams: those that loki.yaml keeps. */
export const indexLabels: ReadonlySet<string> = new Set(['service_name', 'service_instance_id'])

/** Fields that Loki keeps with each line: those that the collector gives it. */
export const logFields: ReadonlySet<string> = new Set(['severity_text', 'trace_id', 'span_id'])
