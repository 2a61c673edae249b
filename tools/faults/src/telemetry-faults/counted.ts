import { until } from '@stoa/run'
import type { PlatformState } from '@stoa/topology'

/** The sum of the collector's series whose text matches. */
export async function counted({ resources }: PlatformState, series: RegExp): Promise<number> {
  const port = resources.find(({ name }) => name === 'collector')?.ports.metrics
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return text
    .split('\n')
    .filter((line) => series.test(line))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

/** Waits until the collector has counted more than before; resolves with how much. */
export async function untilCounted(
  state: PlatformState,
  series: RegExp,
  least: number,
  work: () => Promise<void>,
): Promise<number> {
  const before = await counted(state, series)
  await work()
  let more = 0
  await until(`the collector to count ${least} of ${series}`, async () => {
    more = (await counted(state, series)) - before
    return more >= least
  })
  return more
}
