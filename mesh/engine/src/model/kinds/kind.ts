import type { z } from 'zod'
import type { Violation } from './violations.ts'

/** A field, or some of its values, that Istio supports and the laptop's compiler does not. */
export interface UnsupportedField {
  /** Such as `http[].mirrors`; `[]` matches every element, `*` every key. */
  readonly path: string
  /** The unsupported values; all values when absent. */
  readonly values?: readonly unknown[]
  /** The unsupported keys; all keys when absent. */
  readonly keys?: RegExp
  readonly reason: string
}

interface Input<Spec extends z.ZodType> {
  readonly versions: readonly string[]
  readonly spec: Spec
  readonly unsupported: readonly (string | UnsupportedField)[]
  /** Checks that depend on the namespace or the name. */
  readonly check?: (spec: z.output<Spec>, namespace: string, name: string) => readonly Violation[]
}

export interface Metadata {
  readonly namespace: string
  readonly name: string
}

/** A kind of resource, with a function that parses its spec. */
export function kind<Spec extends z.ZodType>(written: Input<Spec>) {
  const { spec, check = () => [] } = written
  return {
    ...written,
    read(value: unknown, { namespace, name }: Metadata) {
      const parsed = spec.safeParse(value)
      if (!parsed.success) return { issues: parsed.error.issues }
      const violations = check(parsed.data, namespace, name)
      if (violations.length === 0) return { spec: parsed.data }
      return { issues: violations.map(asIssue) }
    },
  }
}

const asIssue = ({ message, path }: Violation): z.core.$ZodIssue => ({
  code: 'custom',
  message,
  path: [...path],
  input: undefined,
})
