import { Buffer, Direction, type Font, type SvgPathCommand, shape as shapeRun } from 'harfbuzzjs'
import { runsOf, type Style } from './runs.ts'

/** A glyph's outline and place, in thousandths of the font's size. */
export interface Glyph {
  readonly path: readonly SvgPathCommand[]
  readonly x: number
  readonly y: number
  /** Glyph units in one of ours. */
  readonly unitsPerThousand: number
  readonly isMissing: boolean
}

export interface ShapedLine {
  readonly glyphs: readonly Glyph[]
  /** In thousandths of the font's size. */
  readonly width: number
  readonly isRightToLeft: boolean
}

const upem = (font: Font): number => font.face.upem

/** The glyphs of a line and where they stand: bidirectional, with the joined forms and marks of each script. */
export async function shapeLine(text: string, style: Style): Promise<ShapedLine> {
  const { runs, isRightToLeft } = await runsOf(text.normalize('NFC'), style)
  const glyphs: Glyph[] = []
  let x = 0
  for (const run of runs) {
    const buffer = new Buffer()
    buffer.addText(run.text)
    buffer.guessSegmentProperties()
    buffer.setDirection(run.level % 2 === 1 ? Direction.RTL : Direction.LTR)
    shapeRun(run.font, buffer)
    const unitsPerThousand = upem(run.font) / 1000
    for (const {
      codepoint,
      xAdvance = 0,
      xOffset = 0,
      yOffset = 0,
    } of buffer.getGlyphInfosAndPositions()) {
      glyphs.push({
        path: run.font.glyphToJson(codepoint),
        x: x + xOffset / unitsPerThousand,
        y: yOffset / unitsPerThousand,
        unitsPerThousand,
        isMissing: codepoint === 0,
      })
      x += xAdvance / unitsPerThousand
    }
  }
  return { glyphs, width: x, isRightToLeft }
}
