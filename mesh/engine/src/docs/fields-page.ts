import { type Kind, kinds } from '../model/kinds.ts'
import { type Field, fieldsOf } from './fields.ts'

const head = `# Supported Istio fields

This page tells you which fields of Istio's API work on the laptop. It lists every field of every kind that \`mesh/engine\` parses, from its
schemas. The engine checks all fields as Istio does. Fields that the laptop does not support are refused with file, line and field,
never ignored; in a cluster, Istio applies the same files in full. \`node mesh/engine/src/docs/write-fields.ts\` writes this page, and
a test compares it with the schemas.

Refusing a field refuses all fields below it. \`[]\` stands for an element of a list, \`.*\` for any key.
`

/** The content of docs/mesh-fields.md. */
export const fieldsPage = (): string =>
  [head, ...(Object.keys(kinds) as Kind[]).map(section)].join('\n')

function section(kind: Kind): string {
  const fields = fieldsOf(kind)
  const versions = kinds[kind].versions.map((version) => `\`${version}\``).join(', ')
  const refused = fields.filter((field) => field.refused.length > 0).length
  const rows = fields.map((field) => [`\`${field.path}\``, cell(field.values), statusOf(field)])
  return [
    `## ${kind}`,
    '',
    `${versions}. ${fields.length} fields, ${refused} of them refused in whole or in part.`,
    '',
    ...aligned([['field', 'values', 'on the laptop'], ...rows]),
    '',
  ].join('\n')
}

/** A Markdown table with aligned columns, as the formatter writes it. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[], fill: string) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width, fill)).join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head, ' '), line([], '-'), ...rest.map((row) => line(row, ' '))]
}

function statusOf({ refused }: Field): string {
  if (refused.length === 0) return 'supported'
  return refused
    .map(({ when, reason }) =>
      when === '' ? `refused: ${cell(reason)}` : `supported, except ${cell(when)}: ${cell(reason)}`,
    )
    .join('; ')
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('*', '\\*')
