import { type CheckResult, keepConfirmed } from './check-result.ts'
import type { Invariant, InvariantId, VerifyInputs } from './invariant.ts'
import { invariants as all } from './invariants/index.ts'

/** The result of checking one invariant. */
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
  /** Milliseconds before each further check of suspected violations. */
  readonly recheckDelaysMs?: readonly number[]
  /** Called after each invariant. */
  readonly onChecked?: (checked: InvariantReport) => void
}

const examplesShown = 5
const defaultRecheckDelaysMs = [500, 1_500, 4_000]
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Checks one invariant. The databases are not read at the same moment, so that orders in progress may look wrong: a
 * violation counts only if every further check finds it too.
 */
async function checkOne(
  inputs: VerifyInputs,
  invariant: Invariant,
  recheckDelays: readonly number[],
): Promise<CheckResult> {
  const check = () =>
    invariant.check(inputs).catch((cause: unknown) => {
      throw new Error(`${invariant.id} failed: ${(cause as Error).message}`, { cause })
    })
  let result = await check()
  for (const delayMs of recheckDelays) {
    if (result.violations.length === 0) break
    await wait(delayMs)
    result = keepConfirmed(result, await check())
  }
  return result
}

/** Checks the invariants one after another. @throws Error when something cannot be read */
export async function verify(inputs: VerifyInputs, options: VerifyOptions = {}): Promise<Report> {
  const { invariants = all, recheckDelaysMs = defaultRecheckDelaysMs, onChecked } = options
  const checked: InvariantReport[] = []
  for (const invariant of invariants) {
    const { id, summary } = invariant
    const result = await checkOne(inputs, invariant, recheckDelaysMs)
    const examples = result.violations
      .slice(0, examplesShown)
      .map(({ subject, description }) => `${subject}: ${description}`)
    const violations = result.violations.length
    const one = {
      ...{ id, summary, checked: result.checked, violations },
      ...{ examples, notes: result.notes },
    }
    checked.push(one)
    onChecked?.(one)
  }
  const violations = checked.reduce((sum, one) => sum + one.violations, 0)
  return { violations, invariants: checked }
}
