import type { SeriesType } from './vocabulary.ts'

export const bareNumber = ''

/** The unit of `left / right`. */
export function quotientOf(left: string, right: string): string {
  if (right === bareNumber || right === 'ratio') return left
  if (left === right) return 'ratio'
  if (!right.endsWith('/s')) return left
  return left.endsWith('/s') ? left.slice(0, -2) : 'seconds'
}

/** The unit of a product or of a sum, where one side may be a factor or a bare number. */
export const combined = (left: string, right: string): string =>
  left === bareNumber || left === 'ratio' ? right || left : left

/** Functions that expect series of one type; all return a gauge. */
const expected: Readonly<Record<string, SeriesType>> = {
  ...{ Rate: 'counter', Irate: 'counter', Increase: 'counter', Resets: 'counter' },
  ...{ Deriv: 'gauge', Delta: 'gauge', Idelta: 'gauge', PredictLinear: 'gauge' },
}

export const expectedType = (name: string): SeriesType | undefined => expected[name]

/** The type of a function's result, from that of its vector. */
export const typeOfCall = (name: string, type: SeriesType): SeriesType =>
  name in expected || counting.has(name) || name === 'HistogramQuantile' ? 'gauge' : type

const perSecond = new Set(['Rate', 'Irate', 'Deriv'])
const counting = new Set(['CountOverTime', 'Changes', 'Resets', 'Absent', 'AbsentOverTime', 'Sgn'])

/** The unit of a function's result, from that of its vector. */
export function unitOfCall(name: string, unit: string): string {
  if (perSecond.has(name)) return `${unit}/s`
  return counting.has(name) ? bareNumber : unit
}
