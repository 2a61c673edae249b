import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeDividedAlertmanager, writeDividedRules } from '@stoa/observability'
import { repositoryRoot } from '@stoa/topology'
import { openTestPlatform } from '../test-platform.ts'
import { budgetsOf } from './budgets.ts'
import { untilFilled } from './dashboard-panels.ts'
import { replicas } from './faults.ts'
import { startPager } from './pager.ts'
import type { AlertRun } from './run.ts'
import { startTraffic } from './traffic.ts'
import { filledByCollector, filledByTraffic } from './traffic-panels.ts'

const by = 60

/**
 * A platform under constant traffic, whose alerts have minutes turned into seconds and whose Alertmanager sends to a receiver here.
 * @param without - the names of alerts to leave out
 */
export async function openAlertRun(
  without: readonly string[],
): Promise<AlertRun & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-alerts-'))
  const policyDir = join(folder, 'policies')
  cpSync(join(repositoryRoot, 'mesh/istio'), policyDir, { recursive: true })
  const pager = await startPager()
  const shop = await openTestPlatform({
    ...{ policyDir, metrics: true, observability: true, scrapeSeconds: 1, replicas },
    ruleFiles: writeDividedRules(folder, by, without),
    alertmanagerFile: writeDividedAlertmanager(folder, by, pager.url),
    prometheusArgs: ['--web.enable-admin-api'],
    // A provider that never answers would otherwise be known by its first timeout after four divided minutes.
    env: { exporter: { CACHE_MS: '500' }, payments: { PROVIDER_TIMEOUT_MS: '1000' } },
  })
  let stopTraffic = async () => {}
  const close = async () => {
    await stopTraffic()
    await shop.close()
    pager.stop()
    rmSync(folder, { recursive: true })
  }
  try {
    const { prometheus, alertmanager } = shop.platform.urls
    if (!prometheus || !alertmanager)
      throw new Error(
        'Prometheus and Alertmanager are needed; `npx stoa doctor` says what brings them',
      )
    const budgets = budgetsOf(prometheus)
    stopTraffic = await startTraffic(shop)
    const hasCollector = shop.platform.state.resources.some(({ kind }) => kind === 'collector')
    await untilFilled(prometheus, [...filledByTraffic, ...(hasCollector ? filledByCollector : [])])
    return { shop, policyDir, prometheus, pager, budgets, close }
  } catch (error) {
    await close()
    throw error
  }
}
