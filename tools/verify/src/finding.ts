export interface Violation {
  /** What it is about: an order, a key, a SKU. The same in every pass. */
  readonly subject: string
  readonly what: string
}

export interface Finding {
  readonly checked: number
  readonly violations: readonly Violation[]
  /** Worth telling, though nothing is wrong. */
  readonly notes: readonly string[]
}

export interface OpenFinding extends Finding {
  checked: number
  add(subject: string, what: string): void
  note(text: string): void
}

export function openFinding(): OpenFinding {
  const violations: Violation[] = []
  const notes: string[] = []
  return {
    checked: 0,
    violations,
    notes,
    add: (subject, what) => void violations.push({ subject, what }),
    note: (text) => void notes.push(text),
  }
}

/** What was found in both passes: work that was merely under way during one is not in the other. */
export function inBoth(earlier: Finding, later: Finding): Finding {
  const before = new Set(earlier.violations.map(({ subject }) => subject))
  return { ...later, violations: later.violations.filter(({ subject }) => before.has(subject)) }
}
