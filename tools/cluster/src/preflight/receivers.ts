import { z } from 'zod'
import { shapedAs } from './shaped-as.ts'

const routeSchema = z.looseObject({
  receiver: z.string().optional(),
  get routes() {
    return z.array(routeSchema).default([])
  },
})
const monitoringSchema = z.looseObject({
  alertmanager: z
    .looseObject({
      enabled: z.boolean().default(true),
      config: z
        .looseObject({
          route: routeSchema.prefault({}),
          receivers: z.array(z.looseObject({ name: z.string() })).default([]),
        })
        .prefault({}),
    })
    .prefault({}),
})

type Route = z.infer<typeof routeSchema>

const namedBy = ({ receiver, routes }: Route): string[] => [
  ...(receiver === undefined ? [] : [receiver]),
  ...routes.flatMap(namedBy),
]

/** Receivers to which a route sends and that the list lacks: Alertmanager would not load its configuration. */
export function receiverFaults(values: unknown): string[] {
  const { enabled, config } = shapedAs(monitoringSchema, values, 'monitoring').alertmanager
  const there = new Set(config.receivers.map(({ name }) => name))
  const missing = [...new Set(namedBy(config.route))].filter((name) => !there.has(name))
  return !enabled || missing.length === 0
    ? []
    : [
        `the value alertmanager.config.receivers: routes name ${missing.join(', ')}, which the list lacks; a list replaces the one that comes with the platform, so name every receiver in <site>/monitoring.yaml`,
      ]
}
