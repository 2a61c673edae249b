import type { Service } from '@stoa/topology'
import { deployedServices } from '../deployed.ts'
import type { Kubectl } from './kubectl.ts'

/** A request that one service sends to another from inside its pod. */
export interface Call {
  readonly from: string
  readonly to: string
  readonly url: string
  /** Whether the caller's service.yaml declares it. */
  readonly declared: boolean
}

export interface CallResult extends Omit<Call, 'url'> {
  /** The status, or why there was none. */
  readonly received: number | string
  readonly ok: boolean
}

const undeclaredPath = '/v1/undeclared'
const addressOf = ({ name, port }: Service, path: string) =>
  `http://${name}.commerce.svc.cluster.local:${port}${path}`

/** For each caller one request to each other service: a read that it declares, if there is one, else one that nobody may send. */
export function callsOf(services: readonly Service[]): Call[] {
  const deployed = deployedServices({ services })
  return deployed.flatMap(({ name: from, asks = {} }) =>
    deployed
      .filter(({ name }) => name !== from)
      .map((callee) => {
        const read = asks[callee.name]?.find((operation) => operation.startsWith('GET '))
        const path = read?.slice('GET '.length).replaceAll(/\{[^}]+\}/g, 'none') ?? undeclaredPath
        return { from, to: callee.name, url: addressOf(callee, path), declared: Boolean(read) }
      }),
  )
}

/** What the proxies answer in place of a service that may not be reached. */
const refusals = [403, 502, 503]

/** A declared call must reach the service, whatever it answers; any other must not. */
export function judge({ from, to, declared }: Call, received: number | string): CallResult {
  const reached = typeof received === 'number' && !refusals.includes(received)
  return { from, to, declared, received, ok: reached === declared }
}

/** Run by the Node of the caller's container: fetches each URL and prints what each gave. */
export const sendingSource = `
const sendOne = (url) => fetch(url, { signal: AbortSignal.timeout(5000) }).then(
  (response) => response.status,
  (error) => String(error.cause?.code ?? error.name),
)
Promise.all(process.argv.slice(1).map(sendOne)).then((all) => console.log(JSON.stringify(all)))
`

/** Has a pod of each service send its calls. */
export async function sendCalls(kubectl: Kubectl, calls: readonly Call[]): Promise<CallResult[]> {
  const callers = [...new Set(calls.map(({ from }) => from))]
  const results: CallResult[] = []
  for (const caller of callers) {
    const own = calls.filter(({ from }) => from === caller)
    const printed = await kubectl([
      ...['exec', '--namespace=commerce', `deployment/${caller}`, `--container=${caller}`, '--'],
      ...['/nodejs/bin/node', '-e', sendingSource, ...own.map(({ url }) => url)],
    ])
    const received = JSON.parse(printed) as (number | string)[]
    results.push(...own.map((call, index) => judge(call, received[index] ?? 'nothing')))
  }
  return results
}
