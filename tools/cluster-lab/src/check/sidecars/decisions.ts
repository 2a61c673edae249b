import { evaluate, type MeshModel, type Workload } from '@stoa/mesh'
import type { Edge } from '../network/check-network.ts'
import type { Finding } from '../report.ts'
import type { Caller } from './callers.ts'
import type { Operation } from './operations.ts'
import type { Outcome } from './send.ts'

/** A service with the ports of two listeners: one with istiod's configuration, one with our compiler's. */
export interface Compared {
  readonly workload: Workload
  readonly operations: readonly Operation[]
  readonly istiodPort: number
  readonly ownPort: number
}

export interface Decisions {
  readonly findings: readonly Finding[]
  readonly requests: number
  readonly allowed: number
  /** Who may ask something of whom, as istiod's configuration answers. */
  readonly edges: readonly Edge[]
}

const concurrency = 16

/** Sends every request of every caller to both listeners, and compares the answers with each other and with the evaluator. */
export async function compareDecisions(
  model: MeshModel,
  services: readonly Compared[],
  callers: readonly Caller[],
): Promise<Decisions> {
  const findings: Finding[] = []
  const edges = new Map<string, Edge>()
  let requests = 0
  let allowed = 0
  const work = services
    .flatMap((service) =>
      callers.flatMap((caller) =>
        service.operations.map((operation) => ({ service, caller, operation })),
      ),
    )
    .values()
  const worker = async () => {
    for (const { service, caller, operation } of work) {
      const [istiod, own] = await Promise.all([
        send(service, caller, operation, service.istiodPort),
        send(service, caller, operation, service.ownPort),
      ])
      const evaluator = evaluated(model, service.workload, caller, operation)
      requests += 1
      if (istiod === 200) {
        allowed += 1
        const { service: name, namespace, inbound } = service.workload
        const edge = { service: name, namespace, port: inbound.servicePort }
        if (caller.principal)
          edges.set(`${caller.principal} ${name}`, { ...edge, principal: caller.principal })
      }
      if (istiod === own && own === evaluator) continue
      const subject = `${caller.name} → ${service.workload.service}: ${operation.method} ${operation.path}`
      const what = `istiod's configuration answers ${istiod}, ours ${own}, the evaluator ${evaluator}`
      findings.push({ check: 'decisions', subject, what })
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return { findings, requests, allowed, edges: [...edges.values()] }
}

const hostOf = ({ service, namespace }: Workload) => `${service}.${namespace}.svc.cluster.local`

const send = (
  { workload }: Compared,
  { sender }: Caller,
  operation: Operation,
  port: number,
): Promise<Outcome> =>
  workload.inbound.protocol === 'tcp'
    ? sender.tcp(port)
    : sender.http(port, operation, hostOf(workload))

function evaluated(
  model: MeshModel,
  workload: Workload,
  { principal }: Caller,
  { method, path }: Operation,
): Outcome {
  const { namespace, labels, kind, inbound } = workload
  const { servicePort: port, protocol } = inbound
  const http = { method, path, host: hostOf(workload), headers: {}, tokens: [] }
  const verdict = evaluate(model, {
    server: { namespace, labels, kind, port, protocol },
    client: { principal, ip: '127.0.0.1' },
    request: protocol === 'http' ? http : undefined,
  })
  return verdict.closed ? 'closed' : (verdict.status ?? 200)
}
