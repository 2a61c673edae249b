import type { Authority } from '@stoa/mesh'
import { freePort } from '@stoa/topology'
import type { CheckResult, Finding } from '../report.ts'
import { type EdgeSides, edgeListeners, withKeys } from './edge.ts'
import { withEnvoy } from './envoy.ts'
import { routesByVirtualHost } from './fields.ts'
import { at, mapObjects } from './json.ts'
import { declaredOperations, distinct, requestsFor } from './operations.ts'
import { atPort, runnable } from './runnable.ts'
import { openSender, type Sender } from './send.ts'
import type { SidecarOptions } from './sides.ts'
import type { EdgeTokens } from './tokens.ts'

const concurrency = 16

/** Sends requests with good, bad and no tokens to both sides of the edge, and compares the answers. */
export async function checkEdgeDecisions(
  { envoy, services }: SidecarOptions,
  sides: EdgeSides,
  { jwks, tokens }: EdgeTokens,
  authority: Authority,
): Promise<CheckResult> {
  const ports = { istiod: await freePort(), own: await freePort() }
  const [host = ''] = [...routesByVirtualHost(sides.sent).keys()]
  const issued = await authority.issue({ dnsNames: [host], lifetimeMs: 3_600_000 })
  const identity = { ...issued, caFile: authority.caFile }
  const { istiod, own } = edgeListeners(sides)
  const listeners = [
    atPort(runnable(withKeys(istiod, jwks), identity), 'istiod-edge', 443, ports.istiod),
    atPort(runnable(withKeys(own, jwks), identity), 'own-edge', 443, ports.own),
  ]
  const clusters = clustersIn(listeners).map((name) => ({ name, protocol: 'http' as const }))
  const sender = openSender(undefined, host)
  const operations = distinct(
    services.flatMap(({ name }) => declaredOperations(name, services)).flatMap(requestsFor),
  )
  try {
    return await withEnvoy({ envoy, adminPort: await freePort(), listeners, clusters }, () =>
      compare(sender, ports, host, tokens, operations),
    )
  } finally {
    sender.close()
  }
}

function clustersIn(value: unknown): readonly string[] {
  const names = new Set<string>()
  mapObjects(value, (object) => {
    const cluster = at(object, 'route', 'cluster')
    if (typeof cluster === 'string') names.add(cluster)
    return object
  })
  return [...names]
}

async function compare(
  sender: Sender,
  ports: { readonly istiod: number; readonly own: number },
  host: string,
  tokens: ReadonlyMap<string, string | undefined>,
  operations: readonly { readonly method: string; readonly path: string }[],
): Promise<CheckResult> {
  const findings: Finding[] = []
  let requests = 0
  let allowed = 0
  const work = [...tokens]
    .flatMap(([name, token]) => operations.map((operation) => ({ name, token, operation })))
    .values()
  const worker = async () => {
    for (const { name, token, operation } of work) {
      const [istiod, own] = await Promise.all([
        sender.http(ports.istiod, operation, host, token),
        sender.http(ports.own, operation, host, token),
      ])
      requests += 1
      if (istiod === 200) allowed += 1
      if (istiod === own) continue
      const subject = `edge, ${name}: ${operation.method} ${operation.path}`
      const what = `istiod's configuration answers ${istiod}, ours ${own}`
      findings.push({ check: 'decisions', subject, what })
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return { findings, figures: { edgeRequests: requests, allowedEdgeRequests: allowed } }
}
