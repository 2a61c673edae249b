import { CannotRun, homeOf, readRunningState } from '@stoa/topology'

/**
 * The address of the running platform's Prometheus.
 * @throws CannotRun when no platform or no Prometheus runs
 */
export function runningPrometheus(env: NodeJS.ProcessEnv): string {
  const { prometheus } = readRunningState(homeOf(env)).urls
  if (prometheus) return prometheus
  throw new CannotRun(
    'no Prometheus is running; start the platform without --no-metrics (`npx stoa doctor` says whether Prometheus is there)',
  )
}
