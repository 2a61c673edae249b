import {
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'

/** From which value on a panel is orange or red: the same values as its alerts. */
export interface Limits {
  readonly warning?: number
  readonly bad?: number
  /** Low values are the bad ones. */
  readonly below?: true
}

const steps = ({ warning, bad, below }: Limits): Threshold[] => {
  const limits = [
    ...(warning === undefined ? [] : [{ value: warning, color: 'orange' }]),
    ...(bad === undefined ? [] : [{ value: bad, color: 'red' }]),
  ]
  if (!below) return [{ value: null, color: 'green' }, ...limits]
  const colours = [...limits.map(({ color }) => color).reverse(), 'green']
  const values = [null, ...limits.map(({ value }) => value).reverse()]
  return values.map((value, index) => ({ value, color: colours[index] ?? 'green' }))
}

export const thresholdsOf = (limits: Limits): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(limits))
