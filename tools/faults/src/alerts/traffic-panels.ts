import type { PanelName } from '@stoa/observability'

const ofService = [
  ...['Requests', 'Failed requests', 'Duration, 99th percentile'],
  ...['Events handled', 'Time behind', 'Time to handle a batch', 'Dead letters and parked events'],
  ...['Oldest message in the outbox', 'Messages in the outbox'],
  ...['Calls', 'Failed calls', 'Duration of calls, 99th percentile', 'Open breakers'],
  ...['Statements', 'Callers that wait for a connection'],
  ...['Duration of statements, 99th percentile', 'Connections in use'],
  'Clock, compared with the database',
]

/** Panels that are empty by nature for a service without calls, messages or a database, or without orders of their kind. */
export const filledByTraffic: readonly PanelName[] = [
  ...ofService.map((title) => `Service / ${title}`),
  'Business / Requests to providers without a usable answer',
  'Business / Requests to carriers without a clear result',
]

/** Panels that are empty where no collector runs, because it was not built. */
export const filledByCollector: readonly PanelName[] = [
  ...['Spans', 'Traces that were judged', 'Why traces are kept'],
  ...['Queue to Jaeger', 'Traces that wait to be judged'],
].map((title) => `Telemetry / ${title}`)
