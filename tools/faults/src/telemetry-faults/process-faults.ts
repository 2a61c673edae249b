import { query } from '@stoa/observability/prometheus'
import { until } from '@stoa/run'
import type { TelemetryFault } from './fault.ts'
import { scrapesMissed } from './scrapes-missed.ts'

const leastMissed = 3

const killed = (resource: string): TelemetryFault => ({
  name: `${resource} killed`,
  async run({ shop: { platform } }) {
    const restarts = () =>
      platform.state.resources.find(({ name }) => name === resource)?.restarts ?? 0
    const before = restarts()
    await platform.kill(resource, 'SIGKILL')
    await platform.whenReady(resource)
    return restarts() - before
  },
})

const diskFull: TelemetryFault = {
  name: 'the disk of Prometheus full',
  async run({ shop: { platform }, volume }) {
    if (!volume) throw new Error('this process may not mount a volume')
    const prometheus = () => platform.state.resources.find(({ name }) => name === 'prometheus')
    const url = platform.urls.prometheus ?? ''
    const newest = async () => {
      const found = await query(url, 'max(timestamp(up{job="services"}))').catch(() => [])
      return found[0]?.value ?? 0
    }
    const full = volume.fill(0)
    await until('Prometheus to be degraded', () => prometheus()?.state === 'degraded')
    let missed = 0
    const countMissed = async () => {
      missed = scrapesMissed(await newest(), Date.now() / 1000)
      return missed >= leastMissed
    }
    await until(`Prometheus to store nothing of ${leastMissed} scrapes`, countMissed, 60_000)
    full.end()
    const roomAt = Date.now() / 1000
    await until('Prometheus to be ready', () => prometheus()?.state === 'ready')
    await until('samples of later', async () => (await newest()) > roomAt, 60_000)
    return missed
  },
}

export const processFaults = [
  ...['prometheus', 'alertmanager', 'collector', 'jaeger'].map(killed),
  diskFull,
]
