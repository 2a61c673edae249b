import { type Finding, inBoth } from './finding.ts'
import type { Invariant, InvariantId, World } from './invariant.ts'
import { invariants as all } from './invariants/index.ts'

export interface InvariantReport {
  readonly id: InvariantId
  readonly summary: string
  readonly checked: number
  readonly violations: number
  readonly examples: readonly string[]
  readonly notes: readonly string[]
}

/** What `stoa verify --json` prints. */
export interface Report {
  readonly violations: number
  readonly invariants: readonly InvariantReport[]
}

export interface VerifyOptions {
  readonly invariants?: readonly Invariant[]
  /** Milliseconds before each further look at what seems wrong. */
  readonly lookAgainAfterMs?: readonly number[]
  readonly onChecked?: (checked: InvariantReport) => void
}

const examplesShown = 5
const lookAgain = [500, 1_500, 4_000]
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Checks one invariant. The databases are not read at one moment, so that orders under way may look wrong:
 * only what is still wrong when it is looked at again counts.
 */
async function checkOne(
  world: World,
  invariant: Invariant,
  pauses: readonly number[],
): Promise<Finding> {
  let finding = await invariant.check(world)
  for (const pause of pauses) {
    if (finding.violations.length === 0) break
    await wait(pause)
    finding = inBoth(finding, await invariant.check(world))
  }
  return finding
}

/** Throws when something cannot be read; what is wrong with the data is in the report. */
export async function verify(world: World, options: VerifyOptions = {}): Promise<Report> {
  const { invariants = all, lookAgainAfterMs = lookAgain, onChecked } = options
  const checked: InvariantReport[] = []
  for (const invariant of invariants) {
    const { id, summary } = invariant
    const finding = await checkOne(world, invariant, lookAgainAfterMs)
    const examples = finding.violations
      .slice(0, examplesShown)
      .map(({ subject, what }) => `${subject}: ${what}`)
    const violations = finding.violations.length
    const one = {
      ...{ id, summary, checked: finding.checked, violations },
      ...{ examples, notes: finding.notes },
    }
    checked.push(one)
    onChecked?.(one)
  }
  const violations = checked.reduce((sum, one) => sum + one.violations, 0)
  return { violations, invariants: checked }
}
