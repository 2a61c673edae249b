import bidiFactory from 'bidi-js'
import type { Font } from 'harfbuzzjs'
import { fontsWith, type Weight } from './faces.ts'
import { familiesFor } from './families.ts'

/** A piece of a line with one font and one direction. */
export interface Run {
  readonly text: string
  readonly font: Font
  /** Of the Unicode Bidirectional Algorithm: odd levels run from right to left. */
  readonly level: number
}

export interface Style {
  readonly weight: Weight
  /** Decides between the forms of Chinese characters. */
  readonly country: string
}

// The package's types describe an ES module, but Node loads its CommonJS build.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)()
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
/** Joiners and selectors have an effect on other characters and no glyph of their own. */
const isIgnorable = (character: string) => /^\p{Default_Ignorable_Code_Point}$/u.test(character)
const isCommon = (text: string) => /^[\p{Script=Common}\p{Script=Inherited}]*$/u.test(text)

const hasAll = (font: Font, text: string): boolean =>
  [...text].every(
    (one) => isIgnorable(one) || font.nominalGlyph(one.codePointAt(0) ?? 0) !== undefined,
  )

async function fontFor(text: string, style: Style, before?: Font): Promise<Font | undefined> {
  if (before && isCommon(text) && hasAll(before, text)) return before
  for (const family of familiesFor(style.country))
    for (const font of await fontsWith(family, text.codePointAt(0) ?? 0, style.weight))
      if (hasAll(font, text)) return font
  return undefined
}

const unknown = '?'

/** Characters that no font has as a whole are printed one by one, and as question marks when no font has them. */
async function piecesOf(text: string, style: Style, before?: Font) {
  const whole = await fontFor(text, style, before)
  if (whole) return [{ text, font: whole }]
  const pieces: { text: string; font: Font }[] = []
  for (const one of text) {
    if (isIgnorable(one)) continue
    const font = await fontFor(one, style)
    if (font) pieces.push({ text: one, font })
    else {
      const fallback = await fontFor(unknown, style)
      if (fallback) pieces.push({ text: unknown, font: fallback })
    }
  }
  return pieces
}

/** Runs in the order in which they stand on the line, from left to right (rule L2). */
export function visualOrder<T extends { readonly level: number }>(runs: readonly T[]): T[] {
  const ordered = [...runs]
  const highest = Math.max(0, ...runs.map(({ level }) => level))
  for (let level = highest; level > 0; level -= 1)
    for (let start = 0; start < ordered.length; start += 1) {
      let end = start
      while ((ordered[end]?.level ?? 0) >= level) end += 1
      if (end > start) ordered.splice(start, end - start, ...ordered.slice(start, end).reverse())
      start = end
    }
  return ordered
}

/** Splits a line into runs in their visual order. */
export async function runsOf(
  line: string,
  style: Style,
): Promise<{ readonly runs: readonly Run[]; readonly isRightToLeft: boolean }> {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(line)
  const runs: Run[] = []
  for (const { segment, index } of graphemes.segment(line)) {
    const level = levels[index] ?? 0
    for (const { text, font } of await piecesOf(segment, style, runs.at(-1)?.font)) {
      const last = runs.at(-1)
      if (last?.font === font && last.level === level)
        runs[runs.length - 1] = { ...last, text: last.text + text }
      else runs.push({ text, font, level })
    }
  }
  return { runs: visualOrder(runs), isRightToLeft: (paragraphs[0]?.level ?? 0) % 2 === 1 }
}
