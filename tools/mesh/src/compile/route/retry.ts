import type { Retries } from '../../model/kinds/retries.ts'
import { type Config, seconds } from '../config.ts'

const istioDefault = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes'

/** Retries of a route. Not written means Istio's two, and those never repeat what was processed. */
export function retryPolicy(retries: Retries | undefined): Config {
  if (retries?.attempts === 0) return {}
  const words = (retries?.retryOn ?? istioDefault).split(',')
  const codes = words.filter(isStatus).map(Number)
  const conditions = words.filter((word) => !isStatus(word))
  const status = 'retriable-status-codes'
  const complete =
    codes.length > 0 && !conditions.includes(status) ? [...conditions, status] : conditions
  return {
    retry_policy: {
      retry_on: complete.join(','),
      num_retries: retries?.attempts ?? 2,
      retriable_status_codes: codes,
      ...(retries?.perTryTimeout ? { per_try_timeout: seconds(retries.perTryTimeout) } : {}),
      retry_host_predicate: [previousHosts],
      host_selection_retry_max_attempts: 5,
    },
  }
}

const isStatus = (word: string): boolean => /^\d{3}$/.test(word)

const previousHosts: Config = {
  name: 'envoy.retry_host_predicates.previous_hosts',
  typed_config: {
    '@type':
      'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
  },
}
