import type { z } from 'zod'
import type { Path } from '../path.ts'

/** A violated rule, and its path inside the checked value. */
export interface Violation {
  readonly message: string
  readonly path: Path
}

/** One violation when `isViolated`, otherwise none. */
export const violationIf = (
  isViolated: boolean,
  message: string,
  ...path: Path
): readonly Violation[] => (isViolated ? [{ message, path }] : [])

/** For `superRefine`: reports each violation as an issue. */
export const reportViolations =
  <T>(find: (value: T) => readonly Violation[]) =>
  (value: T, context: z.RefinementCtx): void => {
    for (const { message, path } of find(value))
      context.addIssue({ code: 'custom', message, path: [...path] })
  }

/** For `superRefine` of a text: reports the reason why it is refused, if there is one. */
export const reportReason = (reason: (value: string) => string | undefined) =>
  reportViolations((value: string) => {
    const message = reason(value)
    return message === undefined ? [] : [{ message, path: [] }]
  })

/** The values that occur more than once. */
export const duplicates = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index)
