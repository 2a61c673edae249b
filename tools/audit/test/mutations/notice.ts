import { MeshError, type MeshFile } from '@stoa/mesh/policy'
import { diffOf } from '../../src/matrix/diff.ts'
import { expectedOf } from '../../src/probe/plan/expect.ts'
import type { Probe } from '../../src/probe/probe.ts'
import { rules } from '../../src/rules/index.ts'
import { findingsOf } from '../../src/rules/rule.ts'
import type { World } from '../../src/world/world.ts'
import type { Mutation } from './mutation.ts'

export interface Noticed {
  readonly mutation: Mutation
  /** Codes of findings that were not there before; `refused` where the files are no mesh any more. */
  readonly codes: readonly string[]
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
  const files = base.files.map((one) =>
    one.file === mutation.file ? { file: one.file, text: mutation.text } : one,
  )
  const mutated = read(base, files)
  if (mutated === undefined) return { mutation, codes: ['refused'], diff: true, probe: false }
  const codes = [...keysOf(mutated)].flatMap(([key, code]) => (base.known.has(key) ? [] : [code]))
  const { opened, closed } = diffOf(base.world, mutated)
  const probe =
    codes.length === 0 &&
    base.plan.some((one) => expectedOf(mutated, one)?.expected !== one.expected)
  return { mutation, codes: [...new Set(codes)], diff: opened.length + closed.length > 0, probe }
}

function read(base: Base, files: readonly MeshFile[]): World | undefined {
  try {
    return base.worldOf(files)
  } catch (error) {
    if (error instanceof MeshError) return undefined
    throw error
  }
}
