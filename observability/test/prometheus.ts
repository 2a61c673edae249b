import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@stoa/topology'
import { expect, vi } from 'vitest'
import { stringify } from 'yaml'
import { writeDividedRules } from '../src/rules/write-divided.ts'
import { stopChild } from './stop-child.ts'

/** What a service exposes; its text is asked for at each scrape. */
export interface Target {
  readonly service: string
  readonly metrics: () => string
}

interface RuleState {
  readonly name: string
  readonly health: string
}

interface AlertState {
  readonly state: string
  readonly labels: Readonly<Record<string, string>>
}

async function startTargets(targets: readonly Target[]) {
  const server = createServer((request, response) => {
    const target = targets.find(({ service }) => request.url === `/${service}`)
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(target?.metrics() ?? '')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Starts a real Prometheus that scrapes the targets and evaluates every rule once a second, with windows divided by 60. */
export async function startPrometheus(program: string, targets: readonly Target[]) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-prometheus-'))
  const { server, address } = await startTargets(targets)
  const ruleFiles = writeDividedRules(folder, 60)
  const scrape = targets.map(({ service }) => ({
    ...{ job_name: service, metrics_path: `/${service}` },
    static_configs: [
      { targets: [address], labels: { job: 'services', service, instance: service } },
    ],
  }))
  const global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }
  const config = { global, rule_files: ruleFiles, scrape_configs: scrape }
  writeFileSync(join(folder, 'prometheus.yaml'), stringify(config))
  const url = `http://127.0.0.1:${await freePort()}`
  const child = spawn(
    program,
    [
      ...[`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`],
      `--web.listen-address=${new URL(url).host}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  child.stderr.on('data', (data) => {
    log += data
  })
  const stop = async () => {
    await stopChild(child)
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const answers = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  try {
    await vi.waitFor(async () => expect(await answers(), log).toBe(true), { timeout: 30_000 })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    ...{ url, stop },
    async rules(): Promise<RuleState[]> {
      const answer = await fetch(`${url}/api/v1/rules`)
      const { data } = (await answer.json()) as { data: { groups: { rules: RuleState[] }[] } }
      return data.groups.flatMap(({ rules }) => rules)
    },
    /** The names of the alerts of a severity that fire. */
    async firing(severity: string): Promise<string[]> {
      const answer = await fetch(`${url}/api/v1/alerts`)
      const { data } = (await answer.json()) as { data: { alerts: AlertState[] } }
      return data.alerts
        .filter(({ state, labels }) => state === 'firing' && labels.severity === severity)
        .map(({ labels }) => labels.alertname ?? '')
    },
  }
}
