import type { Dimensions } from '../dimensions.ts'
import type { CarrierLimits } from './carrier-limits.ts'

export interface SizeFault {
  readonly measure: 'longest side' | 'length plus girth'
  readonly message: string
}

/** Why a carrier cannot take a piece of this size: each measure with the limit. The girth is measured around the two shorter sides. */
export function sizeFaults(
  { lengthMm, widthMm, heightMm }: Dimensions,
  { carrier, maxLengthMm, maxLengthPlusGirthMm }: CarrierLimits,
): SizeFault[] {
  const longest = Math.max(lengthMm, widthMm, heightMm)
  const lengthPlusGirth = 2 * (lengthMm + widthMm + heightMm) - longest
  const measures = [
    { measure: 'longest side', found: longest, most: maxLengthMm },
    { measure: 'length plus girth', found: lengthPlusGirth, most: maxLengthPlusGirthMm },
  ] as const
  return measures.flatMap(({ measure, found, most }) =>
    most === undefined || found <= most
      ? []
      : [{ measure, message: `must be at most ${most} mm for ${carrier}; found ${found} mm` }],
  )
}
