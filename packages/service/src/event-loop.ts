import { monitorEventLoopDelay } from 'node:perf_hooks'
import prom from 'prom-client'

/** No timer of prom-client's goes off before this; it reads nothing less than its period, and each time it wakes the service. */
export const never = 2 ** 31 - 1

const nanoseconds = 1e-9

/**
 * How long the event loop took for each of its turns since the last scrape, under the names that prom-client
 * gives to what its timer measures. Wants `never` as prom-client's precision.
 */
export function measureEventLoop(registry: prom.Registry): void {
  const turns = monitorEventLoopDelay({ samplePerIteration: true })
  turns.enable()
  const statistics = {
    min: () => turns.min,
    max: () => turns.max,
    mean: () => turns.mean,
    stddev: () => turns.stddev,
    p50: () => turns.percentile(50),
    p90: () => turns.percentile(90),
    p99: () => turns.percentile(99),
  }
  const gauges = Object.entries(statistics).map(([statistic, read], at) => {
    const name = `nodejs_eventloop_lag_${statistic}_seconds`
    registry.removeSingleMetric(name)
    const help = `Duration of the event loop's turns since the last scrape: ${statistic}`
    const gauge = new prom.Gauge({
      ...{ name, help, registers: [registry] },
      // The first one is asked first, and reads for all.
      ...(at === 0 && { collect: () => readAll() }),
    })
    return { gauge, read }
  })
  const readAll = () => {
    if (turns.count === 0) return
    for (const { gauge, read } of gauges) gauge.set(read() * nanoseconds)
    turns.reset()
  }
}
