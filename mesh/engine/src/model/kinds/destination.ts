import { z } from 'zod'
import { port } from './common.ts'
import { unsound } from './faults.ts'
import { isDnsLabel, wildDomainFault } from './names.ts'

export const subsetName = z.string().superRefine(
  unsound((name) => {
    if (name === '') return 'subset name cannot be empty'
    return isDnsLabel(name) ? undefined : `subset name is invalid: ${name}`
  }),
)

const destinationHost = z
  .string()
  .superRefine(
    unsound((host) => (host === '*' ? 'invalid destination host *' : wildDomainFault(host))),
  )

export const destination = z.strictObject({
  host: destinationHost,
  subset: subsetName.optional(),
  port: z.strictObject({ number: port }).optional(),
})

export type Destination = z.output<typeof destination>

/** Of several destinations at least one has to get something. */
export const weighsSomething = (routes: readonly { weight?: number | undefined }[]): boolean =>
  routes.length <= 1 || routes.some(({ weight = 0 }) => weight > 0)

export const weighsNothing = { message: 'total destination weight = 0' }

export const weight = z.int().min(0)
