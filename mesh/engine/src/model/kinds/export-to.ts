import { z } from 'zod'
import { type Fault, fault, refusing, repeated, unsound } from './faults.ts'
import { isDnsLabel } from './names.ts'

const entry = (nobody: boolean) =>
  z.string().superRefine(
    unsound((text) => {
      if (text === '.' || text === '*' || isDnsLabel(text)) return undefined
      if (text !== '~') return 'only ., *, or a valid DNS 1123 label is allowed as exportTo entry'
      return nobody ? undefined : 'exportTo ~ (none) is not allowed for Istio configuration objects'
    }),
  )

const alone = (list: readonly string[]) => [
  ...fault(
    list.includes('*') && list.length > 1,
    'cannot have both public (*) and non-public exportTo values for a resource',
  ),
  ...fault(
    list.includes('~') && list.length > 1,
    'cannot export service entry to no one (~) and someone',
  ),
]

/** The namespaces that see a resource: `.` its own, `*` all. */
export const exportTo = z.array(entry(false)).superRefine(refusing(alone))

/** `~` as well: seen by nobody. */
export const exportToOrNobody = z.array(entry(true)).superRefine(refusing(alone))

/** What only shows once the resource's own namespace is known. */
export const exportFaults = (
  { exportTo: list = [] }: { readonly exportTo?: readonly string[] | undefined },
  namespace: string,
): readonly Fault[] =>
  repeated(list.map((one) => (one === '.' ? namespace : one))).map((one) => ({
    message: `duplicate entries in exportTo for entry ${one}`,
    path: ['exportTo'],
  }))
