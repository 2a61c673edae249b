import { z } from 'zod'

/** At most 20 m: longer than any lorry. */
const sideMm = z.int().min(1).max(20_000)

/** The sides of one piece as it is packed, in whole millimetres. A carrier's length is the longest of them, however they are named. */
export const dimensions = z.object({ lengthMm: sideMm, widthMm: sideMm, heightMm: sideMm })
export type Dimensions = z.infer<typeof dimensions>
/** Dimensions in a request. */
export const dimensionsBody = z.strictObject(dimensions.shape)
