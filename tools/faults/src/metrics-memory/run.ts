import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { readRuleFiles } from '@stoa/observability'
import { query } from '@stoa/observability/prometheus'
import { z } from 'zod'
import type { TestPlatform } from '../test-platform.ts'
import { parseRollup, reportOf } from './report.ts'

const answer = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ health: z.string() })) })),
  }),
})

/** The rules that Prometheus evaluates without an error. */
async function healthyRules(prometheus: string): Promise<number> {
  const response = await fetch(`${prometheus}/api/v1/rules`, {
    signal: AbortSignal.timeout(10_000),
  })
  const { groups } = answer.parse(await response.json()).data
  return groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'ok').length
}

const countedRules = () =>
  readRuleFiles().flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))

/** Leaves an idle platform alone for so long, then reads what its Prometheus and Alertmanager hold. */
export async function runMetricsMemory({ platform }: TestPlatform, minutes: number) {
  const { prometheus: url } = platform.urls
  if (!url) throw new Error('Prometheus is needed; `npx stoa doctor` says what brings it')
  await wait(minutes * 60_000)
  const memoryOf = (name: string) => {
    const pid = platform.state.resources.find((one) => one.name === name)?.pid
    if (!pid) throw new Error(`${name} does not run; \`npx stoa doctor\` says what brings it`)
    return parseRollup(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  }
  const [head] = await query(url, 'prometheus_tsdb_head_series')
  return reportOf({
    minutes,
    ...{ rules: await healthyRules(url), expectedRules: countedRules().length },
    series: head?.value ?? 0,
    ...{ prometheus: memoryOf('prometheus'), alertmanager: memoryOf('alertmanager') },
    sidecar: memoryOf('prometheus-sidecar'),
  })
}
