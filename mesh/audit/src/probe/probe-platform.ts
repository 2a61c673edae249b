import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh/authority'
import { readState } from '@stoa/topology'
import type { AuditContext } from '../context/audit-context.ts'
import { isStatistics } from '../context/statistics.ts'
import type { Operation } from '../inputs/operations.ts'
import type { ProbeReport } from '../report/report.ts'
import type { Finding } from '../rules/rule.ts'
import { findingsOfProbe, reportOf } from './compare.ts'
import { operationsDrift } from './drift.ts'
import { planOf } from './plan/plan.ts'
import { operationsAt, type Reachable, reachableOf, refusesProbes } from './platform.ts'
import type { Probe } from './probe.ts'
import { issueClientCertificates } from './send/client-certificates.ts'
import { sendAll } from './send/send.ts'
import { tokensFrom } from './send/tokens.ts'

export interface ProbeResult {
  readonly report: ProbeReport
  readonly findings: readonly Finding[]
}

export interface ProbeOptions {
  /** The folder of the platform's certificate authority. */
  readonly certsDir: string
  readonly reachable: Reachable
  readonly onProgress: (done: number, all: number) => void
}

const answerTimeoutMs = 10_000
const timeLimitMs = 120_000

/** Probes the platform that runs in `home`. @throws Error when none is running and ready */
export async function probeHome(
  context: AuditContext,
  home: string,
  onProgress: ProbeOptions['onProgress'],
): Promise<ProbeResult> {
  const state = readState(home)
  if (!state?.ready) throw new Error(`--probe: no platform is running and ready in ${home}`)
  const reachable = reachableOf(state, context.inventory.workloads)
  return probe(context, { certsDir: join(home, 'certs'), reachable, onProgress })
}

/** Sends every planned probe, and compares the answers with the policies. */
export async function probe(
  context: AuditContext,
  { certsDir, reachable, onProgress }: ProbeOptions,
): Promise<ProbeResult> {
  const started = performance.now()
  const running = await runningOperations(reachable)
  const declared = context.operations ?? []
  const plan = planOf(context, mergeOperations(declared, [...running.values()].flat()))
  const allowed = await onlySafe(plan, reachable)
  const untrustedDir = await mkdtemp(join(tmpdir(), 'stoa-probe-'))
  try {
    const [own, untrusted] = [await openAuthority(certsDir), await openAuthority(untrustedDir)]
    const { edge, addresses, statistics } = reachable
    const needsTokens = plan.some(({ token }) => token !== undefined)
    const sent = await sendAll(allowed, {
      addressOf: ({ target, port }) =>
        (isStatistics({ port: { number: port } }) ? statistics : addresses).get(target),
      certificates: await issueClientCertificates(
        plan.map(({ credentials }) => credentials),
        own,
        untrusted,
      ),
      tokens: edge && needsTokens ? await tokensFrom(edge) : undefined,
      ...{ answerTimeoutMs, timeLimitMs, onProgress },
    })
    const unsent = plan.filter((probe) => !allowed.includes(probe))
    const all = [...sent, ...unsent.map((probe) => ({ probe, got: undefined }))]
    const drift = [...running].flatMap(([service, operations]) =>
      operationsDrift(
        declared.filter((operation) => operation.service === service),
        operations,
      ),
    )
    const seconds = Math.round((performance.now() - started) / 100) / 10
    return { report: reportOf(all, seconds), findings: [...findingsOfProbe(all), ...drift] }
  } finally {
    await rm(untrustedDir, { recursive: true, force: true })
  }
}

async function runningOperations({ apps }: Reachable) {
  const read = [...apps].map(
    async ([service, socket]) => [service, (await operationsAt(service, socket)) ?? []] as const,
  )
  return new Map(await Promise.all(read))
}

function mergeOperations(declared: readonly Operation[], running: readonly Operation[]) {
  const all = [...running, ...declared]
  return [
    ...new Map(
      all.map((operation) => [
        `${operation.service} ${operation.method} ${operation.path}`,
        operation,
      ]),
    ).values(),
  ]
}

/** Keeps only reads when an application would process the probes. */
async function onlySafe(plan: readonly Probe[], { apps }: Reachable) {
  const refusals = await Promise.all([...apps.values()].map(refusesProbes))
  if (refusals.every(Boolean)) return plan
  const reads = ['GET', 'HEAD', 'OPTIONS']
  return plan.filter(({ request }) => request === undefined || reads.includes(request.method))
}
