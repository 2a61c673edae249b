import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@stoa/topology'
import { expect, vi } from 'vitest'
import { prometheusConfiguration } from '../src/prometheus/index.ts'
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

/** Answers for every target, as the sidecar of Prometheus does as its HTTP proxy. */
async function startTargets(targets: readonly Target[]) {
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '').hostname
    const target = targets.find(({ service }) => service === asked)
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(target?.metrics() ?? '')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Starts a real Prometheus that scrapes the targets and evaluates every rule once a second, with windows divided by 60. */
export async function startPrometheus(program: string, targets: readonly Target[]) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-prometheus-'))
  const proxy = await startTargets(targets)
  const { server } = proxy
  const own = `127.0.0.1:${await freePort()}`
  const url = `http://${own}`
  const passwordFile = join(folder, 'password')
  const configuration = prometheusConfiguration({
    proxy: { url: proxy.url, username: 'prometheus', passwordFile },
    targets: targets.map(({ service }) => ({
      ...{ host: service, job: 'services', service, instance: service },
    })),
    ...{ own, ruleFiles: writeDividedRules(folder, 60), scrapeSeconds: 1 },
  })
  writeFileSync(passwordFile, 'none')
  writeFileSync(join(folder, 'prometheus.yaml'), configuration)
  const child = spawn(
    program,
    [
      ...[`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`],
      `--web.listen-address=${own}`,
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
