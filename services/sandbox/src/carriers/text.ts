import { z } from 'zod'

/** A field of a label: a carrier refuses one that is empty or too long. Counts characters, not UTF-16 units. */
export const text = (max: number) =>
  z.string().regex(new RegExp(`^.{1,${max}}$`, 'u'), { error: `must have 1 to ${max} characters` })
