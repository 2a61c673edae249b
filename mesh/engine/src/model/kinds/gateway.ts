import { z } from 'zod'
import { type Fault, fault, refusing, repeated } from './faults.ts'
import { server } from './gateway/server.ts'
import { isDnsLabel } from './names.ts'

export type { GatewayServer } from './gateway/server.ts'

export const gatewaySpec = z.strictObject({
  selector: z.record(z.string(), z.string()).default({}),
  servers: z
    .array(server)
    .min(1, 'gateway must have at least one server')
    .superRefine(
      refusing((list) =>
        repeated(list.map(({ port }) => port.name)).flatMap((name) =>
          fault(true, `port names in servers must be unique: duplicate name ${name}`),
        ),
      ),
    ),
})

export type Gateway = z.output<typeof gatewaySpec>

export const gatewayFaults = (_: Gateway, __: string, name: string): readonly Fault[] =>
  fault(!isDnsLabel(name), `invalid gateway name: "${name}"`)
