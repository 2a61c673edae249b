import { request } from 'node:http'
import type { PlatformState } from '@stoa/topology'
import { type Operation, operationsOf } from '../inputs/operations.ts'
import { keyOf, type Workload } from '../world/workload.ts'
import { expectationFailed, unmeetable } from './send/got.ts'
import type { Target } from './send/http.ts'

/** Where what runs here can be reached. */
export interface Reachable {
  /** By the name of the workload. */
  readonly targets: ReadonlyMap<string, Target>
  readonly edge: Target | undefined
  /** Sockets of the applications themselves, by the name of the service. */
  readonly apps: ReadonlyMap<string, string>
}

const host = '127.0.0.1'

/** Of each workload that runs, its first replica's sidecar. */
export function reachableOf(
  { resources }: PlatformState,
  workloads: readonly Workload[],
): Reachable {
  const targets = new Map<string, Target>()
  const apps = new Map<string, string>()
  for (const workload of workloads) {
    const gate = workload.kind === 'gateway'
    const found = resources.find(({ kind, name }) =>
      gate ? kind === 'edge' : kind === 'sidecar' && name === `${workload.name}-sidecar`,
    )
    const port = found?.ports[gate ? 'https' : 'inbound']
    if (port !== undefined) targets.set(keyOf(workload), { host, port })
    const app = resources.find(({ kind, name }) => kind === 'service' && name === workload.name)
    if (app?.sockets.app !== undefined) apps.set(workload.name, app.sockets.app)
  }
  const edge = resources.find(({ kind }) => kind === 'edge')?.ports.https
  return { targets, apps, edge: edge === undefined ? undefined : { host, port: edge } }
}

/** What a running service says of itself; undefined where it says nothing. */
export async function operationsAt(
  service: string,
  socketPath: string,
): Promise<readonly Operation[] | undefined> {
  const { status, body } = await get(socketPath, '/openapi.json')
  if (status !== 200) return undefined
  try {
    return operationsOf(service, { file: `${service} (running)`, text: body })
  } catch {
    return undefined
  }
}

/** Whether an application refuses what expects too much, so that no probe makes it do anything. */
export const isSafe = async (socketPath: string): Promise<boolean> =>
  (await get(socketPath, '/livez', { expect: unmeetable })).status === expectationFailed

const get = (socketPath: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
  new Promise<{ readonly status: number; readonly body: string }>((resolve) => {
    const call = request({ socketPath, path, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    call.on('error', () => resolve({ status: 0, body: '' }))
    call.end()
  })
