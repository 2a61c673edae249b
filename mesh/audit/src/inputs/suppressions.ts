import type { MeshFile, Position, Problem } from '@stoa/mesh/policy'
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'

const date = z.iso.date({ error: 'must be a date such as 2026-12-31' })
const suppression = z.strictObject({
  code: z.string().regex(/^STOA\d{3}$/, 'must be a code such as STOA101'),
  /** A resource such as `AuthorizationPolicy shop/orders`, or a file; `*` matches any text. */
  where: z.string().min(1),
  reason: z.string().min(1),
  owner: z.string().min(1),
  expires: z.preprocess(
    (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    date,
  ),
})

export type Suppression = z.output<typeof suppression> & { readonly at: Position }

export interface Suppressions {
  readonly suppressions: readonly Suppression[]
  readonly problems: readonly Problem[]
}

/** Parses a suppressions file. An item without a reason, an owner or a date is a problem. */
export function readSuppressions({ file, text }: MeshFile): Suppressions {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  const refuse = (line: number, field: string, message: string) => ({ file, line, field, message })
  if (error) {
    const { line } = lines.linePos(error.pos[0])
    return { suppressions: [], problems: [refuse(line, '', `not YAML: ${error.message}`)] }
  }
  const written: unknown = document.toJS({ maxAliasCount: 100 }) ?? []
  if (!Array.isArray(written))
    return { suppressions: [], problems: [refuse(1, '', 'must be a list of suppressions')] }
  const items = isSeq(document.contents) ? document.contents.items : []
  const read = written.map((one, index) => {
    const item = items[index]
    const line = isMap(item) && item.range ? lines.linePos(item.range[0]).line : 1
    const parsed = suppression.safeParse(one)
    return parsed.success
      ? { ok: { ...parsed.data, at: { file, line } }, problems: [] }
      : {
          problems: parsed.error.issues.map((issue) =>
            refuse(line, `[${index}].${issue.path.join('.')}`, issue.message),
          ),
        }
  })
  return {
    suppressions: read.flatMap(({ ok }) => (ok ? [ok] : [])),
    problems: read.flatMap(({ problems }) => problems),
  }
}
