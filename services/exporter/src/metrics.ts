import { gauge, totalCounter } from '@stoa/service'
import { definitions, type Source, upMetrics } from './definitions.ts'
import type { Sample } from './sample.ts'

export type Readings = Readonly<Record<Source, () => Promise<readonly Sample[]>>>

/** Registers every metric of the sources; each scrape collects what the readings then say. */
export function registerMetrics(readings: Partial<Readings>): void {
  for (const { source, type, ...definition } of definitions) {
    const read = readings[source]
    if (!read) continue
    const samplesOf = async () => (await read()).filter(({ name }) => name === definition.name)
    if (type === 'counter') totalCounter({ ...definition, read: samplesOf })
    else
      gauge({
        ...definition,
        async collect(set) {
          const samples = await samplesOf()
          if (definition.labels) set.reset()
          for (const { labels, value } of samples) set.set(labels, value)
        },
      })
  }
  for (const { source, name, help } of upMetrics) {
    const read = readings[source]
    if (!read) continue
    const isUp = () =>
      read().then(
        () => 1,
        () => 0,
      )
    gauge({ name, help, collect: async (set) => set.set(await isUp()) })
  }
}
