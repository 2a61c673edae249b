import { z } from 'zod'
import { regexError } from '../regex.ts'

const name = z.strictObject({ name: z.string().optional() })
const portNumber = z.int().min(0).max(65_535)

const listener = z.strictObject({
  name: z.string().optional(),
  portNumber: portNumber.optional(),
  portName: z.string().optional(),
  listenerFilter: z.string().optional(),
  filterChain: z
    .strictObject({
      name: z.string().optional(),
      sni: z.string().optional(),
      transportProtocol: z.string().optional(),
      applicationProtocols: z.string().optional(),
      destinationPort: portNumber.optional(),
      filter: z
        .strictObject({
          name: z.string().min(1, 'Envoy filter: filter match has no name to match on'),
          subFilter: name.optional(),
        })
        .optional(),
    })
    .optional(),
})

const routeConfiguration = z.strictObject({
  name: z.string().optional(),
  portNumber: portNumber.optional(),
  portName: z.string().optional(),
  gateway: z.string().optional(),
  vhost: z
    .strictObject({
      name: z.string().optional(),
      domainName: z.string().optional(),
      route: z
        .strictObject({
          name: z.string().optional(),
          action: z.enum(['ANY', 'ROUTE', 'REDIRECT', 'DIRECT_RESPONSE']).optional(),
        })
        .optional(),
    })
    .optional(),
})

const cluster = z.strictObject({
  name: z.string().optional(),
  portNumber: portNumber.optional(),
  service: z.string().optional(),
  subset: z.string().optional(),
})

const waypoint = z.strictObject({
  portNumber: portNumber.optional(),
  route: name.optional(),
  filter: z.strictObject({ name: z.string().optional(), subFilter: name.optional() }).optional(),
})

const proxyVersion = z.string().refine((text) => regexError(text) === undefined, {
  message: 'Envoy filter: invalid regex for proxy version',
})

export const patchMatch = z
  .strictObject({
    context: z
      .enum(['ANY', 'SIDECAR_INBOUND', 'SIDECAR_OUTBOUND', 'GATEWAY', 'WAYPOINT'])
      .default('ANY'),
    proxy: z
      .strictObject({
        proxyVersion: proxyVersion.optional(),
        metadata: z.record(z.string(), z.string()).optional(),
      })
      .optional(),
    listener: listener.optional(),
    routeConfiguration: routeConfiguration.optional(),
    cluster: cluster.optional(),
    waypoint: waypoint.optional(),
  })
  .refine(
    ({ listener, routeConfiguration, cluster, waypoint }) =>
      [listener, routeConfiguration, cluster, waypoint].filter((one) => one !== undefined).length <=
      1,
    { message: 'must have only one of listener, routeConfiguration, cluster and waypoint' },
  )

export type PatchMatch = z.output<typeof patchMatch>
