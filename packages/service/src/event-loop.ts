import { monitorEventLoopDelay } from 'node:perf_hooks'
import prom from 'prom-client'

/**
 * The longest period of a timer. As prom-client's precision it stops prom-client's own measurement, whose timer
 * would wake an idle service every few milliseconds and cannot see a lag below its period.
 */
export const maxTimerMs = 2 ** 31 - 1

const secondsPerNanosecond = 1e-9

/**
 * Registers the duration of the event loop's iterations since the last scrape, under prom-client's names for event
 * loop lag. Expects `maxTimerMs` as prom-client's precision.
 */
export function measureEventLoop(registry: prom.Registry<prom.OpenMetricsContentType>): void {
  const iterations = monitorEventLoopDelay({ samplePerIteration: true })
  iterations.enable()
  const statistics = {
    min: () => iterations.min,
    max: () => iterations.max,
    mean: () => iterations.mean,
    stddev: () => iterations.stddev,
    p50: () => iterations.percentile(50),
    p90: () => iterations.percentile(90),
    p99: () => iterations.percentile(99),
  }
  const gauges = Object.entries(statistics).map(([statistic, read], index) => {
    const name = `nodejs_eventloop_lag_${statistic}_seconds`
    registry.removeSingleMetric(name)
    const help = `Duration of the event loop's iterations since the last scrape: ${statistic}`
    const gauge = new prom.Gauge({
      ...{ name, help, registers: [registry] },
      // prom-client collects the first gauge first; its collection sets them all.
      ...(index === 0 && { collect: () => setAll() }),
    })
    return { gauge, read }
  })
  const setAll = () => {
    if (iterations.count === 0) return
    for (const { gauge, read } of gauges) gauge.set(read() * secondsPerNanosecond)
    iterations.reset()
  }
}
