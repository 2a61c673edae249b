import { z } from 'zod'
import type { Kubectl } from '../check/kubectl.ts'
import type { Profile } from '../profiles.ts'
import { answerOf } from './answer.ts'

const scalerSchema = z.looseObject({
  kind: z.literal('ScaledObject'),
  metadata: z.looseObject({ name: z.string() }),
})

/** What KEDA scales in a profile that does not bring it, where the API server does not know its kind from another one. */
export async function scalerFaults(
  objects: readonly object[],
  profile: Profile,
  kubectl: Kubectl,
): Promise<string[]> {
  const names = objects.flatMap((one) => scalerSchema.safeParse(one).data?.metadata.name ?? [])
  if (names.length === 0) return []
  if ((await answerOf(kubectl, ['get', '--raw=/apis/keda.sh/v1alpha1'])) !== undefined) return []
  return [
    `the value workload.autoscaling.keda: KEDA scales ${names.join(', ')}, the profile ${profile} brings none, and the API server does not know keda.sh/v1alpha1; set \`keda: false\` in <site>/stoa.yaml where \`autoscaling\` is enabled, so that CPU alone scales them, or install the profile production, or a KEDA of your own, whose account keda-operator in the namespace keda the policies let read the lag`,
  ]
}
