import type { z } from 'zod'
import type { Violation } from './violations.ts'

/** A field, or some of its values, that Istio knows and the laptop's compiler does not carry out. */
export interface UnsupportedField {
  /** Such as `http[].mirrors`: `[]` stands for every element, `*` for every key. */
  readonly path: string
  /** Refused with these values alone; with any when absent. */
  readonly values?: readonly unknown[]
  /** Refused under keys like this alone. */
  readonly keys?: RegExp
  readonly reason: string
}

interface Written<Spec extends z.ZodType> {
  readonly versions: readonly string[]
  readonly spec: Spec
  readonly unsupported: readonly (string | UnsupportedField)[]
  /** What only shows once the namespace and the name are known. */
  readonly check?: (spec: z.output<Spec>, namespace: string, name: string) => readonly Violation[]
}

export interface Metadata {
  readonly namespace: string
  readonly name: string
}

/** One kind of resource, and how its spec is read. */
export function kind<Spec extends z.ZodType>(written: Written<Spec>) {
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
