import type { Finding } from '../report.ts'
import type { Ended } from './run-command.ts'

export interface Expected {
  readonly status: number
  /** Words that its user must read. */
  readonly says: readonly string[]
}

/** What a run of `stoa cluster` did otherwise than was expected. Pure. */
export function otherwise(
  subject: string,
  { status, text }: Ended,
  expected: Expected,
): readonly Finding[] {
  const unsaid = expected.says.filter((words) => !text.includes(words))
  if (status === expected.status && unsaid.length === 0) return []
  const wanted = [`status ${expected.status}`, ...expected.says.map((words) => `"${words}"`)]
  const what = `expected ${wanted.join(', ')}; it ended with ${status} and said: ${text.trim()}`
  return [{ check: 'stoa cluster', subject, what }]
}
