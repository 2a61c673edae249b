import { type Service, serviceSchema } from '@stoa/topology'
import { z } from 'zod'
import { platformValues } from './platform-values.ts'
import { shared, sharedWorkloadValues, workloadValues } from './workload-values.ts'

/** The text of each chart's values.schema.json, by chart. */
export function valuesSchemas(services: readonly Service[]): Readonly<Record<string, string>> {
  const charts = {
    workload: workloadValues,
    service: serviceSchema.extend({ workload: sharedWorkloadValues.optional() }),
    stoa: platformValues(services),
  }
  return Object.fromEntries(
    Object.entries(charts).map(([chart, values]) => [chart, schemaOf(values.extend(shared))]),
  )
}

const schemaOf = (values: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(values, { io: 'input', target: 'draft-7', reused: 'ref' }), null, 2)}\n`
