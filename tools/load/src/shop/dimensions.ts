export interface Dimensions {
  readonly lengthMm: number
  readonly widthMm: number
  readonly heightMm: number
}

const cubicMmPerGram = 4_000

/** A box for goods of this weight, four litres for a kilogram: half as long again as it is wide, and two thirds as high. */
export function boxFor(weightGrams: number): Dimensions {
  const widthMm = Math.ceil(Math.cbrt(weightGrams * cubicMmPerGram))
  return {
    lengthMm: Math.ceil((widthMm * 3) / 2),
    widthMm,
    heightMm: Math.ceil((widthMm * 2) / 3),
  }
}
