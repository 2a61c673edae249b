import { readFileSync } from 'node:fs'
import { z } from 'zod'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The settings of every service; a service extends them with its own.
 *
 * @example export const config = baseConfig.extend({ DATABASE_URL: z.string().min(1) })
 */
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

/** Reads each setting NAME from the file that NAME_FILE names, if set. */
function withFileValues(env: Env, names: readonly string[]): Env {
  const read = names.flatMap((name) => {
    const path = env[`${name}_FILE`]
    return path ? [[name, readFileSync(path, 'utf8').trim()]] : []
  })
  return { ...env, ...Object.fromEntries(read) }
}

/**
 * Parses the settings; throws one error that names every invalid variable and shows no value. `NAME_FILE` may name
 * a file that holds the value of `NAME`.
 *
 * @example const env = loadConfig(config, process.env)
 */
export function loadConfig<Schema extends z.ZodType>(schema: Schema, env: Env): z.infer<Schema> {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
  const present = Object.fromEntries(
    Object.entries(withFileValues(env, names)).filter(([, value]) => value !== ''),
  )
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const invalid = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`correct these environment variables:\n  ${invalid.join('\n  ')}`)
}
