import { MeshError, type MeshFile } from '@stoa/mesh/policy'
import { diffOf } from '../../src/matrix/diff.ts'
import { expectedOf } from '../../src/probe/plan/expect.ts'
import type { Probe } from '../../src/probe/probe.ts'
import { rules } from '../../src/rules/index.ts'
import { findingsOf } from '../../src/rules/rule.ts'
import type { Door } from '../../src/world/question.ts'
import { keyOf } from '../../src/world/workload.ts'
import type { World } from '../../src/world/world.ts'
import type { Mutation } from './mutation.ts'

export interface Noticed {
  readonly mutation: Mutation
  /** Codes of findings that were not there before; `refused` where the files are no mesh any more. */
  readonly codes: readonly string[]
  /** Asked, as the probe is, only where there is no finding. */
  readonly diff: boolean
  /** A probe of a platform that runs the mutated files, planned by the declared ones, would be unexpected. */
  readonly probe: boolean
}

export interface Base {
  readonly world: World
  readonly known: ReadonlySet<string>
  readonly plan: readonly Probe[]
  readonly worldOf: (files: readonly MeshFile[]) => World
  readonly files: readonly MeshFile[]
}

export const keysOf = (world: World): ReadonlyMap<string, string> =>
  new Map(
    rules
      .flatMap((rule) => findingsOf(rule, world))
      .map(({ code, resource, message }) => [`${code} ${resource} ${message}`, code]),
  )

/** Who notices a mutation. The probe is asked where the audit of the files alone says nothing. */
export function noticeOf(base: Base, mutation: Mutation): Noticed {
  const mutated = mutatedWorld(base, mutation)
  if (mutated === undefined) return { mutation, codes: ['refused'], diff: false, probe: false }
  const codes = [...keysOf(mutated)].flatMap(([key, code]) => (base.known.has(key) ? [] : [code]))
  if (codes.length > 0) return { mutation, codes: [...new Set(codes)], diff: false, probe: false }
  const { opened, closed } = diffOf(base.world, mutated)
  return {
    ...{ mutation, codes, diff: opened.length + closed.length > 0 },
    probe: answersOtherwise(base, mutated),
  }
}

/** Of doors whose policies are the same nothing needs to be asked. */
function answersOtherwise({ world, plan }: Base, mutated: World): boolean {
  const changed = new Set(
    world.doors
      .filter((door, index) => signature(world, door) !== signature(mutated, mutated.doors[index]))
      .map(({ workload }) => keyOf(workload)),
  )
  const sameDoors = world.doors.length === mutated.doors.length
  return plan.some(
    (one) =>
      (!sameDoors || changed.has(one.target)) &&
      expectedOf(mutated, one)?.expected !== one.expected,
  )
}

function signature(world: World, door: Door | undefined): string {
  if (door === undefined) return ''
  const { workload, port, mesh } = door
  const own = [mesh.AuthorizationPolicy, mesh.PeerAuthentication, mesh.RequestAuthentication]
  const edge = [world.mesh.Gateway, world.mesh.VirtualService, world.mesh.AuthorizationPolicy]
  const specs = [...own, ...(workload.kind === 'gateway' ? edge : [])].map((list) =>
    list.map(({ namespace, name, spec }) => ({ namespace, name, spec })),
  )
  return JSON.stringify([workload.name, workload.principal, port, specs, world.mesh.settings])
}

/** The mesh after a mutation; undefined where it is refused. */
export function mutatedWorld(base: Base, { file, text }: Mutation): World | undefined {
  try {
    return base.worldOf(base.files.map((one) => (one.file === file ? { file, text } : one)))
  } catch (error) {
    if (error instanceof MeshError) return undefined
    throw error
  }
}
