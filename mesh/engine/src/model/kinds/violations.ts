import type { z } from 'zod'
import type { Path } from '../path.ts'

/** What is wrong with a value, and where inside it. */
export interface Violation {
  readonly message: string
  readonly path: Path
}

/** The fault, when it is there. */
export const violationIf = (is: boolean, message: string, ...path: Path): readonly Violation[] =>
  is ? [{ message, path }] : []

/** For `superRefine`: each fault found is an issue of its own. */
export const reportViolations =
  <T>(find: (value: T) => readonly Violation[]) =>
  (value: T, context: z.RefinementCtx): void => {
    for (const { message, path } of find(value))
      context.addIssue({ code: 'custom', message, path: [...path] })
  }

/** For `superRefine` of a single value: the reason why it is refused, or undefined. */
export const reportReason = (reason: (value: string) => string | undefined) =>
  reportViolations((value: string) => {
    const message = reason(value)
    return message === undefined ? [] : [{ message, path: [] }]
  })

/** The values that are there more than once. */
export const duplicates = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index)
