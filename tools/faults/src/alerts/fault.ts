import type { PanelName } from '@stoa/observability'
import type { TestPlatform } from '../test-platform.ts'

export interface Disturbed {
  readonly shop: TestPlatform
  /** The mesh's policies of this platform, a copy of the repository's. */
  readonly policyDir: string
}

/** Ends a fault; resolves once what it stopped runs again. */
export type Heal = () => Promise<void>

/** An alert by its name, and by those of its labels that tell it from the same alert about something else. */
export interface AlertId {
  readonly alert: string
  readonly labels?: Readonly<Record<string, string>>
}

export interface Fault {
  readonly name: string
  /** What is done, for a reader. */
  readonly how: string
  readonly meant: AlertId
  /** Panels of the dashboards that are empty by nature, and show data under this fault. */
  readonly fills?: readonly PanelName[]
  /** Longer than usual where an alert compares an age, which is not divided. */
  readonly firesWithinMs?: number
  /** Longer than usual where a consequence shows late. */
  readonly goesOnMs?: number
  inject(on: Disturbed): Promise<Heal>
}
