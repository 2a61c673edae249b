import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Blob, Face, Font, Variation } from 'harfbuzzjs'
import { decompress } from 'wawoff2'
import type { Family } from './families.ts'

const require = createRequire(import.meta.url)
/** About 300 KiB each; garbage collection frees those that are dropped. */
const maxFaces = 64
const weights = { plain: 400, bold: 700 } as const
export type Weight = keyof typeof weights

/** A part of a family, as a file has it. */
interface Part {
  readonly file: string
  /** The first and last code point of each range. */
  readonly ranges: readonly (readonly [number, number])[]
}

const parts = new Map<Family, Promise<readonly Part[]>>()
const faces = new Map<string, Promise<Face>>()
const fonts = new WeakMap<Face, Partial<Record<Weight, Font>>>()

const rangeOf = (text: string): readonly [number, number] => {
  const [first = '', last = first] = text.trim().slice(2).split('-')
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
}

async function readParts(family: Family): Promise<readonly Part[]> {
  const file = require.resolve(`@fontsource-variable/${family}/unicode.json`)
  const byName = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
  return Object.entries(byName).map(([name, ranges]) => ({
    file: `@fontsource-variable/${family}/files/${family}-${name.replace(/^\[(.*)\]$/, '$1')}-wght-normal.woff2`,
    ranges: ranges.split(',').map(rangeOf),
  }))
}

async function readFace(file: string): Promise<Face> {
  const tables = await decompress(await readFile(require.resolve(file)))
  return new Face(new Blob(Uint8Array.from(tables).buffer))
}

function faceOf(file: string): Promise<Face> {
  const face = faces.get(file) ?? readFace(file)
  faces.delete(file)
  faces.set(file, face)
  const [oldest] = faces.keys()
  if (faces.size > maxFaces && oldest !== undefined) faces.delete(oldest)
  return face
}

function fontOfWeight(face: Face, weight: number): Font {
  const font = new Font(face)
  font.setVariations([new Variation('wght', weight)])
  return font
}

async function fontOf(file: string, weight: Weight): Promise<Font> {
  const face = await faceOf(file)
  const known = fonts.get(face) ?? {}
  fonts.set(face, known)
  known[weight] ??= fontOfWeight(face, weights[weight])
  return known[weight]
}

/** The fonts of a family that may have the character. */
export async function fontsWith(
  family: Family,
  codePoint: number,
  weight: Weight,
): Promise<readonly Font[]> {
  const known = parts.get(family) ?? readParts(family)
  parts.set(family, known)
  const files = (await known).filter(({ ranges }) =>
    ranges.some(([first, last]) => first <= codePoint && codePoint <= last),
  )
  return Promise.all(files.map(({ file }) => fontOf(file, weight)))
}
