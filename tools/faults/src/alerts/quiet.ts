import { setTimeout as wait } from 'node:timers/promises'
import { until } from '@stoa/run'
import { activeAlerts } from './active-alerts.ts'
import type { AlertId } from './fault.ts'
import { isMeant } from './judge.ts'
import { sightingOf } from './watch.ts'

const lookEveryMs = 250
/** Longer than Alertmanager waits before it tells what a group has become (`group_interval`). */
const quietForMs = 6_000
const quietWithinMs = 240_000

/** What has the severity `none` keeps others back: it would hide what the next fault pages. */
const loudSeverities = new Set(['page', 'none'])

/** Resolves once no page is pending, fires or is kept back, nor `meant`, for a while. @throws Error naming what is left */
export async function untilQuiet(prometheus: string, meant: AlertId): Promise<void> {
  let quietSince = Date.now()
  let loud: string[] = []
  const isQuiet = async () => {
    await wait(lookEveryMs)
    loud = (await activeAlerts(prometheus))
      .map(({ labels }) => sightingOf(labels, 0))
      .filter((seen) => loudSeverities.has(seen.severity) || isMeant(meant, seen))
      .map(({ alert }) => alert)
    if (loud.length > 0) quietSince = Date.now()
    return Date.now() - quietSince >= quietForMs
  }
  await until('quiet', isQuiet, quietWithinMs).catch((error: Error) => {
    throw new Error(`${error.message}: ${loud.join(', ')}`)
  })
}
