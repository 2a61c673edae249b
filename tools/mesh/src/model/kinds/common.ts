import { z } from 'zod'

export const text = z.string().min(1)
export const texts = z.array(text)
/** A host without wildcard. */
export const host = text.refine((value) => !value.includes('*'), {
  message: 'a wildcard host is not supported yet',
})
export const port = z.int().min(1).max(65_535)

export const selector = z.strictObject({ matchLabels: z.record(z.string(), z.string()).optional() })

/** True when at least one of the lists or values of an object is given. */
export const saysSomething = (object: object): boolean =>
  Object.values(object).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined,
  )
