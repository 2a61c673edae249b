import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { parse } from 'yaml'
import { z } from 'zod'

const schema = z.object({
  processors: z.object({
    tail_sampling: z.object({
      policies: z.array(
        z.object({
          probabilistic: z.object({ sampling_percentage: z.coerce.string() }).optional(),
        }),
      ),
    }),
  }),
})

const setting = /^\$\{env:STOA_TRACES_KEPT_PERCENT:-([\d.]+)\}$/

/**
 * How many of the traces without an error that were not slow the collector keeps, in percent. `given` is what the environment of the
 * running collector says; by default as the text of its configuration says.
 */
export function keptPercentOf(
  given?: string,
  collector = readFileSync(join(repositoryRoot, 'observability/collector.yaml'), 'utf8'),
): number {
  if (given !== undefined) return Number(given)
  const { policies } = schema.parse(parse(collector)).processors.tail_sampling
  const written = policies.flatMap(({ probabilistic }) => probabilistic?.sampling_percentage ?? [])
  return Math.max(0, ...written.map((text) => Number(setting.exec(text)?.[1] ?? text)))
}
