export interface Violation {
  /** The order, key, SKU or table concerned; the same each time an invariant is checked. */
  readonly subject: string
  readonly description: string
}

export interface CheckResult {
  /** How many orders, messages or entries were checked. */
  readonly checked: number
  readonly violations: readonly Violation[]
  /** Observations that are not violations. */
  readonly notes: readonly string[]
}

export interface CheckResultBuilder extends CheckResult {
  checked: number
  addViolation(subject: string, description: string): void
  addNote(text: string): void
}

export function createCheckResult(): CheckResultBuilder {
  const violations: Violation[] = []
  const notes: string[] = []
  return {
    checked: 0,
    violations,
    notes,
    addViolation: (subject, description) => void violations.push({ subject, description }),
    addNote: (text) => void notes.push(text),
  }
}

/** `later`, with only those violations that `earlier` found as well: an order in progress rarely looks wrong twice. */
export function keepConfirmed(earlier: CheckResult, later: CheckResult): CheckResult {
  const subjects = new Set(earlier.violations.map(({ subject }) => subject))
  return { ...later, violations: later.violations.filter(({ subject }) => subjects.has(subject)) }
}
