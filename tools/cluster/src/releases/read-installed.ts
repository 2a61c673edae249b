import { z } from 'zod'
import { historyCall, listCall, type Target } from './helm-arguments.ts'
import type { Helm } from './helm-client.ts'
import { type Installed, isPending, type Revision } from './installed.ts'
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

/** The releases that the cluster has, with the history of those whose next step depends on it. */
export async function readInstalled(
  helm: Helm,
  target: Pick<Target, 'context'>,
  verb: Verb,
  only: readonly string[],
): Promise<Installed[]> {
  const listed = listSchema.parse(JSON.parse((await helm(listCall(target))) || '[]'))
  const installed: Installed[] = []
  for (const release of listed) {
    const decides = isPending(release) || (verb === 'rollback' && only.includes(release.name))
    const history = decides ? await historyOf(helm, target, release) : []
    installed.push({ ...release, updatedMs: momentOf(release.updated), history })
  }
  return installed
}

/** Helm prints `2026-11-28 21:35:12.123456789 +0000 UTC`. */
const momentOf = (text: string): number =>
  Date.parse(text.replace(/^(\S+) (\S+) ([+-]\d{4}).*$/, '$1T$2$3').replace(/(\.\d{3})\d*/, '$1'))

const historyOf = async (
  helm: Helm,
  target: Pick<Target, 'context'>,
  release: { name: string; namespace: string },
): Promise<Revision[]> => historySchema.parse(JSON.parse(await helm(historyCall(release, target))))
