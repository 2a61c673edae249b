import { planOf } from '../../src/probe/plan/plan.ts'
import { contextFrom, ownSources } from '../own-mesh.ts'
import { type Base, type Detection, detectionOf, keysOf } from './detection.ts'
import { mutationsOf } from './generate.ts'

/** Runs every nth mutation of mesh/istio, and returns what detects each of them. */
export async function runMutations(every = 1): Promise<readonly Detection[]> {
  const base = await openBase()
  return mutationsOf(base.files)
    .filter((_, index) => index % every === 0)
    .map((mutation) => detectionOf(base, mutation))
}

export async function openBase(): Promise<Base> {
  const sources = await ownSources()
  const context = contextFrom(sources)
  return {
    ...{ context, files: sources.files, createContext: (files) => contextFrom(sources, files) },
    known: new Set(keysOf(context).keys()),
    plan: planOf(context, context.operations ?? []),
  }
}
