import { z } from 'zod'
import { shapedAs } from './shaped-as.ts'

const routeSchema = z.looseObject({
  receiver: z.string().nullish(),
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
        .optional(),
    })
    .prefault({}),
})

type Route = z.infer<typeof routeSchema>

const namedBy = ({ receiver, routes }: Route): string[] => [
  ...(receiver ? [receiver] : []),
  ...routes.flatMap(namedBy),
]

/** What Alertmanager would refuse when it loads its configuration. */
export function receiverFaults(values: unknown): string[] {
  const { enabled, config } = shapedAs(monitoringSchema, values, 'monitoring').alertmanager
  if (!enabled || config === undefined) return []
  const { route, receivers } = config
  const names = receivers.map(({ name }) => name)
  const missing = namedBy(route).filter((name) => !names.includes(name))
  const repeated = names.filter((name, index) => names.indexOf(name) < index)
  const listed = (some: readonly string[]) => [...new Set(some)].join(', ')
  return [
    ...(missing.length > 0
      ? [
          `the value alertmanager.config.receivers: routes name ${listed(missing)}, which the list lacks; a list replaces the one that comes with the platform, so name every receiver in <site>/monitoring.yaml`,
        ]
      : []),
    ...(repeated.length > 0
      ? [
          `the value alertmanager.config.receivers: the list has ${listed(repeated)} more than once; name each receiver once in <site>/monitoring.yaml`,
        ]
      : []),
    ...(route.receiver
      ? []
      : [
          'the value alertmanager.config.route.receiver: expected a receiver, which gets what no other route takes; name one in <site>/monitoring.yaml',
        ]),
  ]
}
