export const operations = ['select', 'insert', 'update', 'delete', 'other'] as const
export type Operation = (typeof operations)[number]

const quoted = /'[^']*'|"[^"]*"/g
const innermost = /\([^()]*\)/g
const first = /^\s*(select|insert|update|delete)\b/i
const main = /\b(select|insert|update|delete)\b/i

/** The text without what stands in quotes or parentheses. */
function outermost(text: string): string {
  let rest = text.replace(quoted, '')
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replace(innermost, '')
  }
  return rest
}

/** What a statement does; one with CTEs does what its main statement does. */
export function operationOf(text: string): Operation {
  const match = /^\s*with\b/i.test(text) ? main.exec(outermost(text)) : first.exec(text)
  return (match?.[1]?.toLowerCase() as Operation | undefined) ?? 'other'
}
