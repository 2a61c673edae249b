import { CannotRun } from '@stoa/topology'
import type { z } from 'zod'

/** Values of a release, as a schema knows them. @throws CannotRun with the path of each that is not as expected */
export function shapedAs<Shape extends z.ZodType>(
  schema: Shape,
  values: unknown,
  release: string,
): z.infer<Shape> {
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new CannotRun(`${faults.join('; ')}; correct the values in <site>/${release}.yaml`)
}
