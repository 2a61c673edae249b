import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import type { Kubectl } from '../check/kubectl.ts'
import { HelmError } from '../helm.ts'
import { autoscaledIn, type Place } from './autoscalers.ts'

const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        managedFields: z
          .array(
            z.object({
              manager: z.string().optional(),
              fieldsV1: z.record(z.string(), z.unknown()).default({}),
            }),
          )
          .default([]),
      }),
    }),
  ),
})
type Deployment = z.infer<typeof listSchema>['items'][number]

/** Helm, as the API server notes it beside the fields that it has set. */
const helmManager = 'helm'
const tries = 3

/**
 * Helm sets the replicas of what has no autoscaler. As it then stops to say how many, the API server would take the number away, and
 * let one pod run until the autoscaler has chosen. So Helm is forgotten as the one who set it: the number stays.
 * @throws HelmError where that cannot be done
 */
export async function keepReplicas(
  manifest: string,
  namespace: string,
  kubectl: Kubectl,
): Promise<void> {
  const places = autoscaledIn(manifest, namespace)
  for (const inOne of Map.groupBy(places, (place) => place.namespace).values())
    for (let attempt = 1; ; attempt++)
      try {
        await keepIn(inOne, kubectl)
        break
      } catch (error) {
        if (!(error instanceof CannotRun)) throw error
        if (attempt === tries) throw new HelmError(error.message, { cause: error })
      }
}

async function keepIn(places: readonly Place[], kubectl: Kubectl): Promise<void> {
  const [first] = places
  const where = `--namespace=${first?.namespace}`
  const listed = await kubectl([
    ...['get', 'deployments.apps', where, '--output=json', '--show-managed-fields'],
  ])
  if (listed.trim() === '') return
  for (const deployment of listSchema.parse(JSON.parse(listed)).items) {
    const { name } = deployment.metadata
    const patch = forgetting(deployment)
    if (patch.length === 0 || !places.some((place) => place.name === name)) continue
    const patched = ['patch', 'deployments.apps', name, where, '--type=json']
    await kubectl([...patched, `--patch=${JSON.stringify(patch)}`])
  }
}

/** The patch after which Helm is not known any more to have set the replicas; empty where it is not. Pure. */
export const forgetting = ({ metadata }: Deployment): object[] =>
  metadata.managedFields.flatMap(({ manager, fieldsV1 }, index) => {
    const spec = fieldsV1['f:spec'] as Readonly<Record<string, unknown>> | undefined
    if (manager !== helmManager || spec?.['f:replicas'] === undefined) return []
    const entry = `/metadata/managedFields/${index}`
    return [
      { op: 'test', path: `${entry}/manager`, value: helmManager },
      { op: 'remove', path: `${entry}/fieldsV1/f:spec/f:replicas` },
    ]
  })
