import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh/authority'
import { readState } from '@stoa/topology'
import type { Operation } from '../inputs/operations.ts'
import type { ProbeReport } from '../report/report.ts'
import type { Finding } from '../rules/rule.ts'
import type { World } from '../world/world.ts'
import { findingsOfProbe, reportOf } from './compare.ts'
import { operationsDrift } from './drift.ts'
import { planOf } from './plan/plan.ts'
import { isSafe, operationsAt, type Reachable, reachableOf } from './platform.ts'
import type { Probe } from './probe.ts'
import { sendAll } from './send/send.ts'
import { tokensFrom } from './send/tokens.ts'
import { openWardrobe } from './send/wardrobe.ts'

export interface Probed {
  readonly report: ProbeReport
  readonly findings: readonly Finding[]
}

export interface ProbeOptions {
  /** Where the platform's authority keeps its root. */
  readonly certsDir: string
  readonly reachable: Reachable
  readonly onProgress: (done: number, all: number) => void
}

const answerWithinMs = 10_000
const withinMs = 120_000

/** Probes the platform that runs in `home`. @throws Error when none does */
export async function probeHome(
  world: World,
  home: string,
  onProgress: ProbeOptions['onProgress'],
): Promise<Probed> {
  const state = readState(home)
  if (!state?.ready) throw new Error(`--probe: no platform is running and ready in ${home}`)
  const reachable = reachableOf(state, world.inventory.workloads)
  return probe(world, { certsDir: join(home, 'certs'), reachable, onProgress })
}

/** Sends every probe that the policies give rise to, and holds what answered against them. */
export async function probe(
  world: World,
  { certsDir, reachable, onProgress }: ProbeOptions,
): Promise<Probed> {
  const started = performance.now()
  const running = await runningOperations(reachable)
  const declared = world.operations ?? []
  const plan = planOf(world, together(declared, [...running.values()].flat()))
  const allowed = await withoutUnsafe(plan, reachable)
  const strangersDir = await mkdtemp(join(tmpdir(), 'stoa-probe-'))
  try {
    const [own, foreign] = [await openAuthority(certsDir), await openAuthority(strangersDir)]
    const { edge, targets } = reachable
    const needsTokens = plan.some(({ token }) => token !== undefined)
    const sent = await sendAll(allowed, {
      targetOf: ({ target }) => targets.get(target),
      wardrobe: await openWardrobe(
        plan.map(({ wear }) => wear),
        own,
        foreign,
      ),
      tokens: edge && needsTokens ? await tokensFrom(edge) : undefined,
      ...{ answerWithinMs, withinMs, onProgress },
    })
    const unsent = plan.filter((one) => !allowed.includes(one))
    const all = [...sent, ...unsent.map((one) => ({ probe: one, got: undefined }))]
    const drift = [...running].flatMap(([service, operations]) =>
      operationsDrift(
        declared.filter((one) => one.service === service),
        operations,
      ),
    )
    const seconds = Math.round((performance.now() - started) / 100) / 10
    return { report: reportOf(all, seconds), findings: [...findingsOfProbe(all), ...drift] }
  } finally {
    await rm(strangersDir, { recursive: true, force: true })
  }
}

async function runningOperations({ apps }: Reachable) {
  const read = [...apps].map(
    async ([service, socket]) => [service, (await operationsAt(service, socket)) ?? []] as const,
  )
  return new Map(await Promise.all(read))
}

function together(declared: readonly Operation[], running: readonly Operation[]) {
  const all = [...running, ...declared]
  return [...new Map(all.map((one) => [`${one.service} ${one.method} ${one.path}`, one])).values()]
}

/** An application that would do what it is probed with is asked for nothing but reads. */
async function withoutUnsafe(plan: readonly Probe[], { apps }: Reachable) {
  const safe = await Promise.all([...apps.values()].map(isSafe))
  if (safe.every(Boolean)) return plan
  const reads = ['GET', 'HEAD', 'OPTIONS']
  return plan.filter(({ request }) => request === undefined || reads.includes(request.method))
}
