import { planOf } from '../../src/probe/plan/plan.ts'
import { ownSources, worldFrom } from '../own-world.ts'
import { mutationsOf } from './generate.ts'
import { type Base, keysOf, type Noticed, noticeOf } from './notice.ts'

/** Every single mutation of mesh/istio, or every nth of them, and who notices it. */
export async function runMutations(every = 1): Promise<readonly Noticed[]> {
  const base = await openBase()
  return mutationsOf(base.files)
    .filter((_, index) => index % every === 0)
    .map((mutation) => noticeOf(base, mutation))
}

export async function openBase(): Promise<Base> {
  const sources = await ownSources()
  const world = worldFrom(sources)
  return {
    ...{ world, files: sources.files, worldOf: (files) => worldFrom(sources, files) },
    known: new Set(keysOf(world).keys()),
    plan: planOf(world, world.operations ?? []),
  }
}
