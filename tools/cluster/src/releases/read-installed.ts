import { z } from 'zod'
import { placeOf } from '../lock/living.ts'
import { areLost, autoscalersIn } from './autoscalers.ts'
import { historyCall, listCall, manifestCall, type Target } from './helm-arguments.ts'
import type { Helm } from './helm-client.ts'
import { type Installed, isPending, lastGood, type Revision, revisionBefore } from './installed.ts'
import type { Verb } from './plan.ts'

const listSchema = z.array(
  z.object({
    name: z.string(),
    namespace: z.string(),
    revision: z.coerce.number(),
    status: z.string(),
    updated: z.string(),
    chart: z.string(),
  }),
)
const historySchema = z.array(
  z.object({ revision: z.number(), status: z.string(), description: z.string().default('') }),
)

/**
 * The releases that the cluster has, with the history of those whose next step depends on it. `left` is the one that the
 * command before was changing when it died or failed, as namespace/name.
 */
export async function readInstalled(
  helm: Helm,
  target: Pick<Target, 'context'>,
  verb: Verb,
  only: readonly string[],
  left?: string,
): Promise<Installed[]> {
  const listed = listSchema.parse(JSON.parse((await helm(listCall(target))) || '[]'))
  const installed: Installed[] = []
  for (const release of listed) {
    const mayBeHalf = isPending(release) || placeOf(release) === left
    const decides = mayBeHalf || (verb === 'rollback' && only.includes(release.name))
    const history = decides ? await historyOf(helm, target, release) : []
    const isHalfChanged = mayBeHalf && (await isHalf(helm, target, { ...release, history }))
    installed.push({ ...release, updatedMs: momentOf(release.updated), history, isHalfChanged })
  }
  return installed
}

/**
 * An upgrade that takes an autoscaler away is two calls of Helm, of which the second has the same manifest: a last good revision that
 * lacks what the one before it had, and one on top that failed or is pending and lacks it, are each of the first call alone.
 */
async function isHalf(
  helm: Helm,
  target: Pick<Target, 'context'>,
  release: Pick<Installed, 'name' | 'namespace' | 'revision' | 'history'>,
): Promise<boolean> {
  const good = lastGood(release)
  if (good === undefined) return false
  const autoscalersOf = async (revision: number | undefined) =>
    revision === undefined ? [] : autoscalersIn(await helm(manifestCall(release, target, revision)))
  const before = await autoscalersOf(revisionBefore(release, good))
  const now = await autoscalersOf(good)
  if (areLost(before, now)) return true
  return release.revision > good && areLost(now, await autoscalersOf(release.revision))
}

/** Helm prints `2026-11-28 21:35:12.123456789 +0000 UTC`. */
const momentOf = (text: string): number =>
  Date.parse(text.replace(/^(\S+) (\S+) ([+-]\d{4}).*$/, '$1T$2$3').replace(/(\.\d{3})\d*/, '$1'))

const historyOf = async (
  helm: Helm,
  target: Pick<Target, 'context'>,
  release: { name: string; namespace: string },
): Promise<Revision[]> => historySchema.parse(JSON.parse(await helm(historyCall(release, target))))
