import { maxAmountMinor } from './money.ts'
import { maxPieces } from './shared.ts'

/** A thousand tonnes: no carrier takes more, and every label can print it. */
const maxWeightGrams = 1_000_000_000

export interface Sums {
  readonly pieces: number
  readonly totalMinor: number
  readonly currency: string
  readonly weightGrams?: number
}

/** A message for each sum of an order or a quote that is too large for the services that handle the order. */
export function faultsOfSums({ pieces, totalMinor, currency, weightGrams = 0 }: Sums): string[] {
  const sums = [
    [pieces, maxPieces, 'pieces'],
    [weightGrams, maxWeightGrams, 'grams'],
    [totalMinor, maxAmountMinor, `minor units of ${currency}`],
  ] as const
  return sums.flatMap(([sum, max, unit]) =>
    sum > max ? [`must add up to at most ${max} ${unit}`] : [],
  )
}
