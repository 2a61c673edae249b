import type { SvgPathCommand } from 'harfbuzzjs'

const written = (values: readonly number[]) =>
  values.map((value) => Math.round(value * 100) / 100).join(' ')

/** The operators of a PDF page that make the path of a glyph. PDF has cubic curves only. */
export function outline(path: readonly SvgPathCommand[]): string {
  let [x, y] = [0, 0]
  const operators = path.map(({ type, values }) => {
    const [a = 0, b = 0, c = 0, d = 0] = values
    const [fromX, fromY] = [x, y]
    ;[x = x, y = y] = values.slice(-2)
    switch (type) {
      case 'M':
        return `${written(values)} m`
      case 'L':
        return `${written(values)} l`
      case 'Q': {
        const third = (from: number, control: number) => from + (2 * (control - from)) / 3
        return `${written([third(fromX, a), third(fromY, b), third(c, a), third(d, b), c, d])} c`
      }
      case 'C':
        return `${written(values)} c`
      case 'Z':
        return 'h'
      default:
        throw new Error(`expected an outline of M, L, Q, C and Z, found ${type}`)
    }
  })
  return operators.join('\n')
}
