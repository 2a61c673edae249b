import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { alertmanagerFile as configFile } from '../src/alerts/divided-alertmanager.ts'
import { type AlertRule, isAlert, readRuleFiles } from '../src/rules/rule-file.ts'
import { type Alert, startAlertmanager } from './alertmanager.ts'
import { programsNamed } from './programs.ts'
import { runProgram } from './run-program.ts'

const [amtool] = programsNamed('amtool')
const rules: AlertRule[] = readRuleFiles(['observability/alerts'])
  .flatMap(({ groups }) => groups)
  .flatMap((group) => group.rules)
  .filter(isAlert)

/** The alert as Prometheus sends it; a label that its expression would bring is one of these. */
const alertOf = ({ alert, labels }: AlertRule, more: Alert['labels'] = {}): Alert => ({
  labels: {
    ...{ alertname: alert, service: 'orders', instance: 'orders', slo: 'checkout' },
    ...Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [
        name,
        value.includes('{{') ? 'checkout' : value,
      ]),
    ),
    ...more,
  },
})
const alertNamed = (name: string, more?: Alert['labels']): Alert => {
  const rule = rules.find(({ alert }) => alert === name)
  if (!rule) throw new Error(`there is no alert ${name}`)
  return alertOf(rule, more)
}
const followsFrom = (cause: string) =>
  rules.filter(({ labels }) => (labels.follows ?? '').split(' ').includes(cause))

describe('the configuration', () => {
  const check = (file: string) => runProgram(amtool, ['check-config', file])

  it('is accepted by amtool, and a damaged one is not', async () => {
    expect((await check(configFile)).status).toBe(0)
    const folder = mkdtempSync(join(tmpdir(), 'stoa-amtool-'))
    const damaged = join(folder, 'alertmanager.yaml')
    const text = readFileSync(configFile, 'utf8')
    writeFileSync(damaged, text.replace('- name: page-checkout', '- name: page-checkouts'))
    const { status, output } = await check(damaged)
    rmSync(folder, { recursive: true })
    expect(status).toBe(1)
    expect(output).toContain('page-checkout')
  })

  const owners = new Set([
    ...readTopology().services.map(({ owner }) => owner),
    ...rules.map(({ labels }) => labels.owner ?? '').filter((owner) => !owner.includes('{{')),
  ])
  const routes = ['page', 'ticket'].flatMap((severity) =>
    [...owners].sort().map((owner) => [severity, owner] as const),
  )
  it.each(routes)('sends a %s of %s to its own receiver', async (severity, owner) => {
    const args = ['config', 'routes', 'test', `--config.file=${configFile}`]
    const labels = [`severity=${severity}`, `owner=${owner}`]
    const { output } = await runProgram(amtool, [...args, ...labels])
    expect(output.split('\n')[0]).toBe(`${severity}-${owner}`)
  })

  it.each([
    ['heartbeat', 'heartbeat'],
    ['none', 'nobody'],
  ])('sends what has the severity %s to %s, whoever owns it', async (severity, receiver) => {
    const args = ['config', 'routes', 'test', `--config.file=${configFile}`]
    const { output } = await runProgram(amtool, [...args, `severity=${severity}`, 'owner=checkout'])
    expect(output.split('\n')[0]).toBe(receiver)
  })

  it('has a route for the severity and the owner of every alert', () => {
    const known = new Set([...routes.map(String), 'heartbeat,platform', 'none,platform'])
    for (const { alert, labels } of rules) {
      const route = [labels.severity, labels.owner?.includes('{{') ? 'checkout' : labels.owner]
      expect(known, alert).toContain(String(route))
    }
  })

  it('names in `follows` only causes that an inhibition knows', () => {
    const targets: string[] = parse(readFileSync(configFile, 'utf8')).inhibit_rules.flatMap(
      (rule: { target_matchers: string[] }) => rule.target_matchers,
    )
    const causes = new Set(rules.flatMap(({ labels }) => labels.follows?.split(' ') ?? []))
    for (const cause of causes)
      expect(targets, cause).toContain(`follows =~ "(.* )?${cause}( .*)?"`)
  })
})

describe('a real Alertmanager', () => {
  let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>
  beforeAll(async () => {
    alertmanager = await startAlertmanager()
  })
  afterAll(() => alertmanager.stop())

  const resolve = (alerts: readonly Alert[]) =>
    alertmanager.post(alerts.map((alert) => ({ ...alert, endsAt: new Date().toISOString() })))
  const sentTo = (prefix: string) =>
    alertmanager.notifications
      .filter(({ receiver }) => receiver.startsWith(prefix))
      .flatMap(({ firing }) => firing)
  /** Every group of alerts that were posted before was notified by then: the heartbeat comes more seldom than they. */
  const heartbeats = async () => {
    const wanted = sentTo('heartbeat').length + 2
    const count = () => sentTo('heartbeat').length
    await expect.poll(count, { timeout: 30_000 }).toBeGreaterThanOrEqual(wanted)
  }

  it('turns a dead database into one page, and what is not its consequence into another', async () => {
    const symptoms = followsFrom('database')
    const pages = symptoms.filter(({ labels }) => labels.severity === 'page')
    expect(pages.length).toBeGreaterThan(8)
    const database = alertNamed('DatabaseDown')
    await alertmanager.post([
      ...[...symptoms.map((rule) => alertOf(rule)), database],
      alertNamed('DeadMansSwitch', { severity: 'heartbeat' }),
    ])

    await expect.poll(() => sentTo('page'), { timeout: 30_000 }).toContain('DatabaseDown')
    await heartbeats()
    expect(sentTo('page')).toEqual(['DatabaseDown'])
    const names = symptoms.map(({ alert }) => alert).sort()
    expect((await alertmanager.inhibited()).sort()).toEqual(names)

    await alertmanager.post([alertNamed('LedgerUnbalanced')])
    await expect.poll(() => sentTo('page'), { timeout: 30_000 }).toContain('LedgerUnbalanced')

    // The inhibition kept them back, and nothing else did.
    await resolve([database])
    await expect.poll(() => sentTo('page'), { timeout: 30_000 }).toContain('ServiceDown')
    await resolve(symptoms.map((rule) => alertOf(rule)))
  })

  it('pages once for each of two services that die at once', async () => {
    const before = alertmanager.notifications.length
    const dead = ['catalog', 'customers'].map((service) => alertNamed('ServiceDown', { service }))
    const pages = () =>
      alertmanager.notifications
        .slice(before)
        .filter(({ receiver }) => receiver.startsWith('page'))
        .map(({ firing }) => firing)
    await alertmanager.post(dead)
    await expect.poll(() => pages().flat().length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2)
    expect(pages()).toEqual([['ServiceDown'], ['ServiceDown']])
    await resolve(dead)
  })

  it.each([
    ['broker', 'BrokerDown'],
    ['checkout', 'ServiceDown'],
    ['disk', 'DiskFull'],
    ['edge', 'EdgeErrors'],
    ['ingress', 'EdgeDown'],
    ['messaging', 'OutboxStuck'],
    ['provider', 'PaymentProviderFailing'],
    ['service', 'ServiceDown'],
  ])('keeps back what follows from %s while %s fires', async (cause, alert) => {
    const followers = followsFrom(cause).filter((rule) => rule.alert !== alert)
    const names = followers.map((rule) => rule.alert)
    const alerts = followers.map((rule) => alertOf(rule))
    const inhibited = async () =>
      (await alertmanager.inhibited()).filter((name) => names.includes(name)).length
    await alertmanager.post(alerts)
    expect(await inhibited()).toBeLessThan(names.length)

    await alertmanager.post([alertNamed(alert)])
    await expect.poll(inhibited, { timeout: 10_000 }).toBe(names.length)
    await resolve([...alerts, alertNamed(alert)])
  })

  it('keeps back what a service that the gateway calls explains about the gateway', async () => {
    const [gateway] = readTopology().services.filter(({ name }) => name === 'gateway')
    expect(gateway?.calls.length).toBeGreaterThan(0)
    const burn = alertNamed('AvailabilityBurnFast', { service: 'gateway' })
    for (const service of gateway?.calls ?? [])
      for (const cause of [
        alertNamed('ServiceDown', { service }),
        alertNamed('RecentCause', { cause: 'ServiceDown', service }),
      ]) {
        await alertmanager.post([burn, cause])
        await expect
          .poll(() => alertmanager.inhibited(), { timeout: 10_000 })
          .toEqual(['AvailabilityBurnFast'])
        await resolve([burn, cause])
        await expect.poll(() => alertmanager.inhibited(), { timeout: 10_000 }).toEqual([])
      }
  })

  it.each([
    ['broker', 'BrokerDown'],
    ['checkout', 'ServiceDown'],
    ['database', 'DatabaseDown'],
    ['disk', 'DiskFull'],
    ['edge', 'EdgeErrors'],
    ['ingress', 'EdgeDown'],
    ['messaging', 'ConsumerBehind'],
    ['provider', 'PaymentProviderFailing'],
    ['service', 'ServiceDown'],
  ])('keeps only error budgets back once %s is repaired', async (follows, cause) => {
    const budget = alertNamed('CheckoutBurnFast', { follows })
    const other = alertNamed('OrdersStuck', { follows })
    const recent = alertNamed('RecentCause', { cause })
    await alertmanager.post([budget, other, recent])
    await expect
      .poll(() => alertmanager.inhibited(), { timeout: 10_000 })
      .toEqual(['CheckoutBurnFast'])
    await resolve([budget, other, recent])
  })
})
