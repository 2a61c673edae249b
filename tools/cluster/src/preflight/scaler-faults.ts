import { z } from 'zod'
import type { Profile } from '../profiles.ts'

const scalerSchema = z.looseObject({
  kind: z.literal('ScaledObject'),
  metadata: z.looseObject({ name: z.string() }),
})

/** What KEDA scales in a profile that does not bring it: its kind is unknown to the API server. */
export function scalerFaults(objects: readonly object[], profile: Profile): string[] {
  const names = objects.flatMap((one) => scalerSchema.safeParse(one).data?.metadata.name ?? [])
  return names.length === 0
    ? []
    : [
        `the value workload.autoscaling.keda: KEDA scales ${names.join(', ')}, and the profile ${profile} brings none; set \`keda: false\` in <site>/stoa.yaml where \`autoscaling\` is enabled, so that CPU alone scales them, or install the profile production`,
      ]
}
