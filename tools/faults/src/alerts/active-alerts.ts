import { z } from 'zod'

const answer = z.object({
  data: z.object({
    alerts: z.array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) })),
  }),
})

export interface ActiveAlert {
  readonly state: string
  readonly labels: Readonly<Record<string, string>>
}

/** The alerts that are pending or fire in Prometheus. */
export async function activeAlerts(prometheus: string): Promise<readonly ActiveAlert[]> {
  const response = await fetch(`${prometheus}/api/v1/alerts`, {
    signal: AbortSignal.timeout(10_000),
  })
  return answer.parse(await response.json()).data.alerts
}
