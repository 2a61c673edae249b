type Cell = string | number

const gap = '  '
const isNumeric = (cell: Cell) => /^(-|[\d.]+)$/.test(String(cell))

/** Lays out rows in columns as wide as their content; columns of numbers are aligned to the right. */
export function tableOf(heading: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const columns = heading.map((title, index) => {
    const cells = rows.map((row) => row[index] ?? '')
    return {
      width: Math.max(title.length, ...cells.map((cell) => String(cell).length)),
      alignRight: cells.length > 0 && cells.every(isNumeric),
    }
  })
  const lineOf = (cells: readonly Cell[]) =>
    columns
      .map(({ width, alignRight }, index) => {
        const text = String(cells[index] ?? '')
        return alignRight ? text.padStart(width) : text.padEnd(width)
      })
      .join(gap)
      .trimEnd()
  return `${[heading, ...rows].map(lineOf).join('\n')}\n`
}
