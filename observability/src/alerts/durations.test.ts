import { describe, expect, it } from 'vitest'
import { durationMs } from '../promql/duration.ts'
import { type AlertRule, isAlert, readRuleFiles } from '../rules/rule-file.ts'

/** How long an alert of each severity may wait before it fires, and go on after it is over. */
const longest: Readonly<Record<string, { readonly pending: string; readonly kept: string }>> = {
  page: { pending: '10m', kept: '15m' },
  ticket: { pending: '1h', kept: '15m' },
  heartbeat: { pending: '0s', kept: '0s' },
  none: { pending: '0s', kept: '0s' },
}
/** A cause fires before its consequences are due. */
const pendingOfCause = '3m'
const causes =
  /^(Broker(Down|Unhealthy|RefusesToStore|StoreLost)|DatabaseDown|DiskFull|ServiceDown|ConsumerBehind|OutboxStuck|PaymentProviderFailing)$/

function faultsOf(rule: AlertRule): string[] {
  const limits = longest[rule.labels.severity ?? '']
  if (!limits) return ['severity']
  const pending = causes.test(rule.alert) ? pendingOfCause : limits.pending
  return [
    ...(durationMs(rule.for ?? '0s') > durationMs(pending) ? ['for'] : []),
    ...(durationMs(rule.keep_firing_for ?? '0s') > durationMs(limits.kept)
      ? ['keep_firing_for']
      : []),
  ]
}

const alerts = readRuleFiles(['observability/alerts'])
  .flatMap(({ groups }) => groups)
  .flatMap(({ rules }) => rules.filter(isAlert))
const alertThat = (changes: Partial<AlertRule>, name = 'OrdersRefused'): AlertRule => {
  const rule = alerts.find(({ alert }) => alert === name)
  if (!rule) throw new Error(`there is no alert ${name}`)
  return { ...rule, ...changes }
}

describe('an alert fires soon enough, and ends', () => {
  it.each(alerts)('$alert', (rule) => {
    expect(faultsOf(rule)).toEqual([])
  })

  it.each([
    ['for', alertThat({ for: '11m' })],
    ['for', alertThat({ for: '5m' }, 'DatabaseDown')],
    ['for', alertThat({ for: '24h' }, 'DeadLettersWaiting')],
    ['keep_firing_for', alertThat({ keep_firing_for: '5h' }, 'DiskNearlyFull')],
    ['severity', alertThat({ labels: { severity: 'p1' } })],
  ])('would be found with another %s', (fault, rule) => {
    expect(faultsOf(rule)).toEqual([fault])
  })
})
