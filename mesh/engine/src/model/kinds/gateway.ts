import { z } from 'zod'
import { server } from './gateway/server.ts'
import { isDnsLabel } from './names.ts'
import { duplicates, reportViolations, type Violation, violationIf } from './violations.ts'

export type { GatewayServer } from './gateway/server.ts'

export const gatewaySpec = z.strictObject({
  selector: z.record(z.string(), z.string()).default({}),
  servers: z
    .array(server)
    .min(1, 'gateway must have at least one server')
    .superRefine(
      reportViolations((list) =>
        duplicates(list.map(({ port }) => port.name)).flatMap((name) =>
          violationIf(true, `port names in servers must be unique: duplicate name ${name}`),
        ),
      ),
    ),
})

export type Gateway = z.output<typeof gatewaySpec>

export const gatewayViolations = (_: Gateway, __: string, name: string): readonly Violation[] =>
  violationIf(!isDnsLabel(name), `invalid gateway name: "${name}"`)
