import { MeshError, type MeshFile } from '@stoa/mesh/policy'
import type { TargetPort } from '../../src/context/access-request.ts'
import type { AuditContext } from '../../src/context/audit-context.ts'
import { keyOf } from '../../src/context/workload.ts'
import { diffOf } from '../../src/matrix/diff.ts'
import { expectedAnswer } from '../../src/probe/plan/expect.ts'
import type { Probe } from '../../src/probe/probe.ts'
import { rules } from '../../src/rules/index.ts'
import { findingsOf } from '../../src/rules/rule.ts'
import type { Mutation } from './mutation.ts'

export interface Detection {
  readonly mutation: Mutation
  /** The codes of new findings; `refused` when the mutated files are no valid mesh. */
  readonly codes: readonly string[]
  /** Whether --diff shows the mutation; evaluated only without new findings. */
  readonly diff: boolean
  /** Whether a probe planned from the original files fails on a platform with the mutated ones; evaluated likewise. */
  readonly probe: boolean
}

export interface Base {
  readonly context: AuditContext
  readonly known: ReadonlySet<string>
  readonly plan: readonly Probe[]
  readonly createContext: (files: readonly MeshFile[]) => AuditContext
  readonly files: readonly MeshFile[]
}

export const keysOf = (context: AuditContext): ReadonlyMap<string, string> =>
  new Map(
    rules
      .flatMap((rule) => findingsOf(rule, context))
      .map(({ code, resource, message }) => [`${code} ${resource} ${message}`, code]),
  )

/** What detects a mutation. The diff and the probe are evaluated only when the files alone yield no new finding. */
export function detectionOf(base: Base, mutation: Mutation): Detection {
  const mutated = mutatedContext(base, mutation)
  if (mutated === undefined) return { mutation, codes: ['refused'], diff: false, probe: false }
  const codes = [...keysOf(mutated)].flatMap(([key, code]) => (base.known.has(key) ? [] : [code]))
  if (codes.length > 0) return { mutation, codes: [...new Set(codes)], diff: false, probe: false }
  const { opened, closed } = diffOf(base.context, mutated)
  return {
    ...{ mutation, codes, diff: opened.length + closed.length > 0 },
    probe: changesAnswers(base, mutated),
  }
}

/** Whether any probe gets another answer. Skips targets whose policies did not change. */
function changesAnswers({ context, plan }: Base, mutated: AuditContext): boolean {
  const changed = new Set(
    context.targetPorts
      .filter(
        (targetPort, index) =>
          signature(context, targetPort) !== signature(mutated, mutated.targetPorts[index]),
      )
      .map(({ workload }) => keyOf(workload)),
  )
  const sameTargetPorts = context.targetPorts.length === mutated.targetPorts.length
  return plan.some(
    (probe) =>
      (!sameTargetPorts || changed.has(probe.target)) &&
      expectedAnswer(mutated, probe)?.expected !== probe.expected,
  )
}

function signature(context: AuditContext, targetPort: TargetPort | undefined): string {
  if (targetPort === undefined) return ''
  const { workload, port, mesh } = targetPort
  const own = [mesh.AuthorizationPolicy, mesh.PeerAuthentication, mesh.RequestAuthentication]
  const edge = [context.mesh.Gateway, context.mesh.VirtualService, context.mesh.AuthorizationPolicy]
  const specs = [...own, ...(workload.kind === 'gateway' ? edge : [])].map((list) =>
    list.map(({ namespace, name, spec }) => ({ namespace, name, spec })),
  )
  return JSON.stringify([workload.name, workload.principal, port, specs, context.mesh.settings])
}

/** The audit context after a mutation; undefined when the mesh is no longer valid. */
export function mutatedContext(base: Base, { file, text }: Mutation): AuditContext | undefined {
  try {
    return base.createContext(base.files.map((one) => (one.file === file ? { file, text } : one)))
  } catch (error) {
    if (error instanceof MeshError) return undefined
    throw error
  }
}
