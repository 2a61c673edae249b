import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Service, serviceSchema } from '@stoa/topology'
import { parse } from 'yaml'
import { z } from 'zod'
import { chart } from '../profiles.ts'
import { namedKeys } from './named-keys.ts'
import { platformValues } from './platform-values.ts'
import { policiesValues } from './policies-values.ts'
import { requireDefaults } from './require-defaults.ts'
import { shared, sharedWorkloadValues } from './workload-values.ts'

/** The text of each chart's values.schema.json, by chart. */
export function valuesSchemas(services: readonly Service[]): Readonly<Record<string, string>> {
  const charts = {
    workload: sharedWorkloadValues,
    service: serviceSchema.extend({ workload: sharedWorkloadValues.optional() }),
    stoa: platformValues(services),
    'third-party/namespaces': z.strictObject({}),
    'third-party/policies': policiesValues.partial(),
  }
  return Object.fromEntries(
    Object.entries(charts).map(([name, values]) => [
      name,
      schemaOf(values.extend(shared), defaultsOf(chart(name))),
    ]),
  )
}

function defaultsOf(folder: string): unknown {
  const file = join(folder, 'values.yaml')
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) : {}
}

function schemaOf(values: z.ZodType, defaults: unknown): string {
  const schema = z.toJSONSchema(values, { io: 'input', target: 'draft-7', reused: 'ref' })
  return `${JSON.stringify(requireDefaults(namedKeys(schema), defaults), null, 2)}\n`
}
