import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { chart } from '../profiles.ts'
import { schemaLocation } from './schema-file.ts'

export const bringKubeconform = 'npx stoa tools build kubeconform'

const output = z.object({
  resources: z.array(z.object({ kind: z.string(), name: z.string(), msg: z.string() })),
  summary: z.object({ valid: z.number() }),
})

export interface Conformance {
  readonly valid: number
  /** `Deployment orders: …`, for each object that its schema refuses or that has none. */
  readonly refused: readonly string[]
}

/** Holds rendered YAML against charts/schemas, with kubeconform: a field that the API server would drop is refused. */
export function conformanceOf(kubeconform: string, text: string): Conformance {
  const location = join(chart('schemas'), schemaLocation)
  const args = ['-strict', '-summary', '-output', 'json', '-schema-location', location]
  const { stdout, stderr, error } = spawnSync(kubeconform, args, {
    ...{ input: text, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  })
  if (error || !stdout) throw new Error(`${kubeconform} failed: ${error?.message ?? stderr}`)
  const { resources, summary } = output.parse(JSON.parse(stdout))
  const refused = resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`)
  return { valid: summary.valid, refused }
}
