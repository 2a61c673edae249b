/** Rows, the heading first, in columns as wide as their content; `isText` says which are aligned to the left. */
export function textTable(
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return isText(column) ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  return `${rows.map(lineOf).join('\n')}\n`
}
