import type { Authority, MeshModel } from '@stoa/mesh'
import { freePort, type Service } from '@stoa/topology'
import type { Edge } from '../network/check-network.ts'
import type { CheckResult, Finding } from '../report.ts'
import { type Caller, openCallers } from './callers.ts'
import { type Compared, compareDecisions } from './decisions.ts'
import { withEnvoy } from './envoy.ts'
import { inboundPair } from './inbound-pair.ts'
import { commonOperations, declaredOperations, distinct, requestsFor } from './operations.ts'
import type { SidecarOptions, Sides } from './sides.ts'
import { principalsOf } from './workloads.ts'

export interface DecisionsResult extends CheckResult {
  readonly edges: readonly Edge[]
}

/** Sends requests of every caller to both sides of every workload, in one stock Envoy on loopback. */
export async function checkDecisions(
  { envoy, model, services }: SidecarOptions,
  sides: readonly Sides[],
  authority: Authority,
): Promise<DecisionsResult> {
  const spiffeId = 'spiffe://cluster.local/ns/commerce/sa/lab'
  const issued = await authority.issue({ spiffeId, lifetimeMs: 3_600_000 })
  const identity = { ...issued, caFile: authority.caFile }
  const pairs = sides.map((side) => inboundPair(side, identity))
  const workloads = sides.map(({ workload }) => workload)
  const callers = await openCallers(authority, principalsOf(workloads))
  const compared = sides.map(({ workload, istiodPort }) => ({
    ...{ workload, istiodPort, ownPort: workload.inbound.port },
    operations: requestsOf(workload.service, services),
  }))
  const clusters = workloads.map(({ inbound: { servicePort, protocol } }) => ({
    ...{ name: `inbound|${servicePort}||`, protocol },
  }))
  const listeners = pairs.flatMap((pair) => pair.listeners)
  const adminPort = await freePort()
  try {
    return await withEnvoy({ envoy, adminPort, listeners, clusters }, async () => {
      const { findings, requests, allowed, edges } = await compareDecisions(
        model,
        compared,
        callers,
      )
      return {
        edges,
        findings: [...findings, ...(await control(model, compared, callers))],
        figures: {
          ...{ callers: callers.length, requests, allowedRequests: allowed },
          filtersTakenOut: new Set(pairs.flatMap(({ takenOut }) => takenOut)).size,
        },
      }
    })
  } finally {
    for (const { sender } of callers) sender.close()
  }
}

/** The requests sent to a service: its operations, others near them, and the paths that every service has. */
function requestsOf(service: string, services: readonly Service[]) {
  const operations = [...declaredOperations(service, services), ...commonOperations]
  return distinct(operations.flatMap(requestsFor))
}

/** A policy that is missing on one side alone must be found. */
async function control(
  model: MeshModel,
  compared: readonly Compared[],
  callers: readonly Caller[],
): Promise<readonly Finding[]> {
  const one = compared.filter(({ workload }) => workload.service === 'orders')
  const without = {
    ...model,
    AuthorizationPolicy: model.AuthorizationPolicy.filter(({ name }) => name !== 'orders'),
  }
  const { findings } = await compareDecisions(without, one, callers)
  if (findings.length > 0) return []
  const what = 'the comparison does not notice that it is missing on one side'
  return [{ check: 'decisions', subject: 'AuthorizationPolicy orders', what }]
}
