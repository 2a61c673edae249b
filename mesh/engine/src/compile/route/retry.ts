import type { Retries } from '../../model/kinds/retries.ts'
import { type Config, seconds } from '../config.ts'

const istioDefault = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes'

/**
 * The retry policy of a route. Istio's default is two retries of requests that were not processed.
 * With consistent hashing a retry goes to the same endpoint unless configured otherwise.
 */
export function retryPolicy(retries: Retries | undefined, consistentHash = false): Config {
  if (retries !== undefined && !retries.attempts) return {}
  const words = (retries?.retryOn || istioDefault).split(',')
  const codes = words.filter(isStatus).map(Number)
  const conditions = words.filter((word) => !isStatus(word))
  const status = 'retriable-status-codes'
  const complete =
    codes.length > 0 && !conditions.includes(status) ? [...conditions, status] : conditions
  const avoidsPreviousHosts = retries?.retryIgnorePreviousHosts ?? !consistentHash
  return {
    retry_policy: {
      retry_on: complete.join(','),
      num_retries: retries?.attempts ?? 2,
      retriable_status_codes: codes,
      ...(retries?.perTryTimeout ? { per_try_timeout: seconds(retries.perTryTimeout) } : {}),
      ...(retries?.backoff ? { retry_back_off: { base_interval: seconds(retries.backoff) } } : {}),
      ...(avoidsPreviousHosts ? { retry_host_predicate: [previousHosts] } : {}),
      ...(retries?.retryRemoteLocalities ? { retry_priority: previousPriorities } : {}),
      host_selection_retry_max_attempts: 5,
    },
  }
}

const isStatus = (word: string): boolean => /^\d{3}$/.test(word)
const extensions = 'type.googleapis.com/envoy.extensions.retry'

const previousHosts: Config = {
  name: 'envoy.retry_host_predicates.previous_hosts',
  typed_config: { '@type': `${extensions}.host.previous_hosts.v3.PreviousHostsPredicate` },
}

const previousPriorities: Config = {
  name: 'envoy.retry_priorities.previous_priorities',
  typed_config: {
    '@type': `${extensions}.priority.previous_priorities.v3.PreviousPrioritiesConfig`,
    update_frequency: 2,
  },
}
