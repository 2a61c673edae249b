import { counter, gauge, histogram } from '@stoa/service'

const refusals = ['breaker_open', 'bulkhead_full'] as const
export type Refusal = (typeof refusals)[number]

const addresses = { max: 16 }

const duration = histogram({
  name: 'http_client_request_duration_seconds',
  help: 'Time from a call to another service to the end of its response',
  labels: { server_address: addresses, http_response_status_code: { max: 32 } },
})

const refused = counter({
  name: 'http_client_refused_total',
  help: 'Calls rejected before they were sent: the circuit breaker is open or the bulkhead is full',
  labels: { server_address: addresses, reason: refusals },
})

interface Measured {
  readonly to: string
  readonly active: () => number
  readonly isBreakerOpen: () => boolean
}

const clients = new Set<Measured>()

/** One value for each address, of all its clients. */
function* byAddress(read: (clients: readonly Measured[]) => number) {
  for (const [to, same] of Map.groupBy(clients, ({ to }) => to))
    yield [{ server_address: to }, read(same)] as const
}

gauge({
  name: 'http_client_active_requests',
  help: 'Calls to another service under way, those that wait for a place included',
  labels: { server_address: addresses },
}).from(() => byAddress((same) => same.reduce((sum, { active }) => sum + active(), 0)))

gauge({
  name: 'http_client_breaker_open',
  help: '1 while a circuit breaker to the service is open',
  labels: { server_address: addresses },
}).from(() => byAddress((same) => (same.some(({ isBreakerOpen }) => isBreakerOpen()) ? 1 : 0)))

export interface CallMeasure {
  /** Status 0: no response. */
  answered(status: number): void
  refused(reason: Refusal): void
}

/** Measures the calls of one client until `stop`. */
export function measureCalls(to: string, isBreakerOpen: () => boolean) {
  let active = 0
  const client: Measured = { to, active: () => active, isBreakerOpen }
  clients.add(client)
  for (const reason of refusals) refused.inc({ server_address: to, reason }, 0)
  return {
    begin(): CallMeasure {
      const startedMs = performance.now()
      active += 1
      return {
        answered(status) {
          active -= 1
          const seconds = (performance.now() - startedMs) / 1000
          duration.observe({ server_address: to, http_response_status_code: status }, seconds)
        },
        refused(reason) {
          active -= 1
          refused.inc({ server_address: to, reason })
        },
      }
    },
    stop: () => void clients.delete(client),
  }
}
