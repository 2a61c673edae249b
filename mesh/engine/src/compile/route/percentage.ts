import type { Percent } from '../../model/kinds/percent.ts'
import type { Config } from '../config.ts'

/** A percentage as Envoy's fraction, with four decimal places. */
export const fraction = ({ value = 0 }: Percent): Config => ({
  numerator: Math.trunc(Math.round(value * 1_000_000) / 100),
  denominator: 'MILLION',
})
