import type { z } from 'zod'
import type { Violation } from '../../model/kinds/violations.ts'

/** Violations of the schema of a part of Envoy's configuration, all reported at its path. */
export function schemaViolations(
  schema: z.ZodType,
  written: unknown,
  path: readonly string[],
): readonly Violation[] {
  const parsed = schema.safeParse(written)
  if (parsed.success) return []
  return parsed.error.issues.map(({ message, path: inner }) => ({
    message: inner.length > 0 ? `${inner.join('.')}: ${message}` : message,
    path,
  }))
}
