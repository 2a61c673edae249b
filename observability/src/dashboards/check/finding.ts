export type Fault = 'invalid' | 'unknownMetrics' | 'unknownLabels' | 'wrongUnits' | 'wrongTypes'

export interface Finding {
  readonly fault: Fault
  /** The name that is unknown, or what is wrong. */
  readonly detail: string
}
