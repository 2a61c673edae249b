import { z } from 'zod'
import { isDnsLabel } from './names.ts'
import {
  duplicates,
  reportReason,
  reportViolations,
  type Violation,
  violationIf,
} from './violations.ts'

const entry = (allowsNone: boolean) =>
  z.string().superRefine(
    reportReason((text) => {
      if (text === '.' || text === '*' || isDnsLabel(text)) return undefined
      if (text !== '~') return 'only ., *, or a valid DNS 1123 label is allowed as exportTo entry'
      return allowsNone
        ? undefined
        : 'exportTo ~ (none) is not allowed for Istio configuration objects'
    }),
  )

const exportToListViolations = (list: readonly string[]) => [
  ...violationIf(
    list.includes('*') && list.length > 1,
    'cannot have both public (*) and non-public exportTo values for a resource',
  ),
  ...violationIf(
    list.includes('~') && list.length > 1,
    'cannot export service entry to no one (~) and someone',
  ),
]

/** The namespaces that a resource is visible in: `.` is its own, `*` is all. */
export const exportTo = z.array(entry(false)).superRefine(reportViolations(exportToListViolations))

/** Also allows `~`, which is no namespace. */
export const exportToOrNone = z
  .array(entry(true))
  .superRefine(reportViolations(exportToListViolations))

/** Violations that depend on the resource's namespace. */
export const exportToViolations = (
  { exportTo: list = [] }: { readonly exportTo?: readonly string[] | undefined },
  namespace: string,
): readonly Violation[] =>
  duplicates(list.map((one) => (one === '.' ? namespace : one))).map((one) => ({
    message: `duplicate entries in exportTo for entry ${one}`,
    path: ['exportTo'],
  }))
