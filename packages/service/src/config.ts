import { readFileSync } from 'node:fs'
import { z } from 'zod'

type Env = Readonly<Record<string, string | undefined>>

/** What every service is told; a service's own settings extend it. */
export const baseConfig = z.object({
  /** A Unix socket's path, or `[host]:port`. */
  LISTEN: z.string().min(1),
  INSTANCE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  EDGE_PRINCIPAL: z
    .string()
    .min(1)
    .default('cluster.local/ns/istio-ingress/sa/istio-ingressgateway'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
})

/** A setting may come as NAME_FILE, naming a file that holds the value. */
function withFiles(env: Env, names: readonly string[]): Env {
  const read = names.flatMap((name) => {
    const path = env[`${name}_FILE`]
    return path ? [[name, readFileSync(path, 'utf8').trim()]] : []
  })
  return { ...env, ...Object.fromEntries(read) }
}

/** Throws one error that names every bad variable and shows no value. */
export function loadConfig<Schema extends z.ZodType>(schema: Schema, env: Env): z.infer<Schema> {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  const present = Object.fromEntries(
    Object.entries(withFiles(env, names)).filter(([, value]) => value !== ''),
  )
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const bad = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`settings are missing or wrong:\n  ${bad.join('\n  ')}`)
}
