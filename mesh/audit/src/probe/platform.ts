import { request } from 'node:http'
import type { PlatformState } from '@stoa/topology'
import { keyOf, type Workload } from '../context/workload.ts'
import { type Operation, operationsOf } from '../inputs/operations.ts'
import { expectationFailed, unsatisfiable } from './send/answer.ts'
import type { Address } from './send/http.ts'

/** The addresses of the running platform. */
export interface Reachable {
  /** The sidecars' addresses, by workload. */
  readonly addresses: ReadonlyMap<string, Address>
  /** Where the workloads' proxies offer their statistics. */
  readonly statistics: ReadonlyMap<string, Address>
  readonly edge: Address | undefined
  /** The applications' own sockets, by service. */
  readonly apps: ReadonlyMap<string, string>
}

const host = '127.0.0.1'

/** The address of each running workload's first replica. */
export function reachableOf(
  { resources }: PlatformState,
  workloads: readonly Workload[],
): Reachable {
  const addresses = new Map<string, Address>()
  const statistics = new Map<string, Address>()
  const apps = new Map<string, string>()
  for (const workload of workloads) {
    const isGateway = workload.kind === 'gateway'
    const found = resources.find(({ kind, name }) =>
      isGateway ? kind === 'edge' : kind === 'sidecar' && name === `${workload.name}-sidecar`,
    )
    const port = found?.ports[isGateway ? 'https' : 'inbound']
    if (port !== undefined) addresses.set(keyOf(workload), { host, port })
    const { metrics } = found?.ports ?? {}
    if (metrics !== undefined) statistics.set(keyOf(workload), { host, port: metrics })
    const app = resources.find(({ kind, name }) => kind === 'service' && name === workload.name)
    if (app?.sockets.app !== undefined) apps.set(workload.name, app.sockets.app)
  }
  const edge = resources.find(({ kind }) => kind === 'edge')?.ports.https
  return {
    addresses,
    statistics,
    apps,
    edge: edge === undefined ? undefined : { host, port: edge },
  }
}

/** The operations in a running service's /openapi.json; undefined when it serves none. */
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

/** Whether an application refuses the unsatisfiable expectation, so that no probe can have an effect. */
export const refusesProbes = async (socketPath: string): Promise<boolean> =>
  (await get(socketPath, '/livez', { expect: unsatisfiable })).status === expectationFailed

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
