import { parse } from 'yaml'
import { z } from 'zod'
import type { Kubectl } from '../check/kubectl.ts'
import { type Target, valuesCall } from './helm-arguments.ts'
import type { Helm } from './helm-client.ts'
import type { Installed } from './installed.ts'
import type { Release } from './release.ts'
import type { Restored } from './restore.ts'

const clusterSchema = z.object({
  spec: z.object({
    bootstrap: z
      .object({
        recovery: z
          .object({ recoveryTarget: z.object({ targetTime: z.string().optional() }).optional() })
          .optional(),
      })
      .optional(),
  }),
})
const valuesSchema = z.object({
  recovery: z.object({ pitrTarget: z.object({ time: z.string() }) }),
})

export interface Access {
  readonly helm: Helm
  readonly kubectl: Kubectl
  readonly target: Pick<Target, 'context'>
}

/** What an earlier restore has left in the cluster: its release, its Postgres, or both. */
export async function readRestored(
  release: Release,
  installed: readonly Installed[],
  { helm, kubectl, target }: Access,
): Promise<Restored> {
  const { name, namespace } = release
  const isInstalled = installed.some(
    (one) => one.name === name && one.namespace === namespace && one.status !== 'uninstalled',
  )
  const values = isInstalled ? parse(await helm(valuesCall(release, target))) : undefined
  const asked = valuesSchema.safeParse(values).data?.recovery.pitrTarget.time
  const kind = 'clusters.postgresql.cnpg.io'
  const args = ['get', kind, name, `--namespace=${namespace}`, '--ignore-not-found']
  const found = await kubectl([...args, '--output=json'])
  if (found.trim() === '') return { asked }
  const { bootstrap } = clusterSchema.parse(JSON.parse(found)).spec
  return { asked, cluster: { at: bootstrap?.recovery?.recoveryTarget?.targetTime } }
}
