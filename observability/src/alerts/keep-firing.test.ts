import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { durationMs } from '../promql/duration.ts'
import { type AlertRule, isAlert, readRuleFiles } from '../rules/rule-file.ts'
import { alertmanagerFile } from './divided-alertmanager.ts'

const alerts = readRuleFiles(['observability/alerts'])
  .flatMap(({ groups }) => groups)
  .flatMap(({ rules }): AlertRule[] => rules.filter(isAlert))

interface Inhibition {
  readonly source_matchers: readonly string[]
  readonly target_matchers: readonly string[]
}
const inhibitions: readonly Inhibition[] = parse(
  readFileSync(alertmanagerFile, 'utf8'),
).inhibit_rules

/** The alerts that keep back what follows from each cause. */
const causes = new Map(
  inhibitions.flatMap(({ source_matchers, target_matchers }) => {
    const cause =
      target_matchers.length === 1 && /^follows =~ .*\)\?(\w+)\(/.exec(target_matchers[0] ?? '')
    const names = /^alertname =~? "?([^"]+)"?$/.exec(source_matchers[0] ?? '')?.[1]
    return cause && names ? [[cause[1] ?? '', new RegExp(`^(${names})$`)]] : []
  }),
)
const keptMs = ({ keep_firing_for = '0s' }: AlertRule) => durationMs(keep_firing_for)

it.each(
  alerts
    .filter(({ labels }) => labels.severity === 'page')
    .flatMap((alert) => (alert.labels.follows ?? '').split(' ').map((cause) => ({ alert, cause })))
    .filter(({ cause }) => cause !== ''),
)('$cause keeps $alert.alert back until it has ended', ({ alert, cause }) => {
  const explained = alerts.filter(
    (one) => causes.get(cause)?.test(one.alert) && one.alert !== alert.alert,
  )
  expect(explained).not.toEqual([])
  for (const one of explained) expect(keptMs(one), one.alert).toBeGreaterThan(keptMs(alert))
})

it('RecentCause tells of every cause', () => {
  const read = /alertname=~"([^"]+)"/.exec(
    alerts.find(({ alert }) => alert === 'RecentCause')?.expr ?? '',
  )
  const told = new RegExp(`^(${read?.[1]})$`)
  const names = [...causes.values()].flatMap((one) =>
    alerts.filter(({ alert }) => one.test(alert)).map(({ alert }) => alert),
  )
  expect(names.length).toBeGreaterThan(8)
  expect(names.filter((name) => !told.test(name))).toEqual([])
})
