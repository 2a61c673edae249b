import { z } from 'zod'
import { port } from '../common.ts'
import { destination, hasWeight, noWeight, weight } from '../destination.ts'
import { instanceLabels, subnet } from '../names.ts'
import { gatewayNames } from './gateway-names.ts'

const routes = (what: string) =>
  z
    .array(z.strictObject({ destination, weight: weight.optional() }))
    .min(1, `${what} route is required`)
    .refine(hasWeight, noWeight)

const connection = {
  destinationSubnets: z.array(subnet).optional(),
  port: port.optional(),
  sourceLabels: instanceLabels.optional(),
  gateways: gatewayNames.optional(),
  sourceNamespace: z.string().optional(),
}

export const tcpRoute = z.strictObject({
  match: z.array(z.strictObject({ ...connection, sourceSubnet: z.string().optional() })).optional(),
  route: routes('TCP'),
})

export const tlsRoute = z.strictObject({
  match: z
    .array(
      z.strictObject({
        ...connection,
        sniHosts: z.array(z.string()).min(1, 'TLS match must have at least one SNI host'),
      }),
    )
    .min(1, 'TLS route must have at least one match condition'),
  route: routes('TLS'),
})

export type TcpRoute = z.output<typeof tcpRoute>
export type TlsRoute = z.output<typeof tlsRoute>
