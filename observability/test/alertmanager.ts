import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '@stoa/topology'
import { expect, vi } from 'vitest'
import { writeDividedAlertmanager } from '../src/alerts/divided-alertmanager.ts'
import { programsNamed } from './programs.ts'
import { stopChild } from './stop-child.ts'

export interface Alert {
  readonly labels: Readonly<Record<string, string>>
  readonly endsAt?: string
}

/** What a receiver was told at once: a page, when it is a pager's. */
export interface Notification {
  readonly receiver: string
  readonly firing: readonly string[]
}

async function startReceiver() {
  const notifications: Notification[] = []
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''))
    const firing = body.alerts
      .filter(({ status }: { status: string }) => status === 'firing')
      .map(({ labels }: Alert) => labels.alertname)
    notifications.push({ receiver: request.url?.slice(1) ?? '', firing })
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    notifications,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
}

/** Starts a real Alertmanager with the repository's configuration, and a receiver for all that it sends. */
export async function startAlertmanager() {
  const [program] = programsNamed('alertmanager')
  const folder = mkdtempSync(join(tmpdir(), 'stoa-alertmanager-'))
  const { notifications, server, url } = await startReceiver()
  const file = writeDividedAlertmanager(folder, 60, url)
  const port = await freePort()
  const args = [
    ...[`--config.file=${file}`, `--storage.path=${folder}/data`],
    ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
  ]
  // Debian's program reads its templates from its working folder.
  const child = spawn(program, args, { cwd: dirname(program), stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (data) => {
    log += data
  })
  const stopAll = async () => {
    await stopChild(child)
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const api = `http://127.0.0.1:${port}/api/v2`
  const answers = () =>
    fetch(`${api}/status`).then(
      ({ ok }) => ok,
      () => false,
    )
  try {
    await vi.waitFor(async () => expect(await answers(), log).toBe(true), { timeout: 20_000 })
  } catch (error) {
    await stopAll()
    throw error
  }
  /** The labels of the alerts that another one inhibits. */
  const inhibitedAlerts = async (): Promise<Alert['labels'][]> => {
    const alerts = (await (await fetch(`${api}/alerts`)).json()) as {
      readonly labels: Alert['labels']
      readonly status: { readonly inhibitedBy: readonly string[] }
    }[]
    return alerts.filter(({ status }) => status.inhibitedBy.length > 0).map(({ labels }) => labels)
  }
  return {
    notifications,
    async post(alerts: readonly Alert[]): Promise<void> {
      const response = await fetch(`${api}/alerts`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify(alerts),
      })
      expect(response.status).toBe(200)
    },
    inhibitedAlerts,
    /** The names of the alerts that another one inhibits. */
    inhibited: async () => (await inhibitedAlerts()).map(({ alertname = '' }) => alertname),
    stop: stopAll,
  }
}
