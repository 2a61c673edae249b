import { z } from 'zod'

/** The release before refuses messages with a longer one: its order would be accepted and never delivered. */
const max = 30

/** A telephone number in a request. */
export const phone = z
  .string()
  .regex(new RegExp(`^(?:\\+[0-9 ()-]{5,${max - 1}}|[0-9 ()-]{5,${max}})$`), {
    error: `must be a telephone number of at most ${max} characters: 5 digits or more, spaces, hyphens or brackets, optionally after +`,
    abort: true,
  })
  .refine((text) => (text.match(/[0-9]/g)?.length ?? 0) >= 5, {
    error: 'must have 5 digits or more',
  })
