/** Characters as a person counts them in a field, not UTF-16 units. */
export const charactersIn = (text: string): number => [...text].length

/**
 * Spreads texts over lines of at most `length` characters, in order, split at spaces only. A text begins a line of its own
 * as long as there are lines enough; otherwise texts share lines. Undefined when they do not fit.
 */
export function splitLines(
  texts: readonly string[],
  { lines, length }: { readonly lines: number; readonly length: number },
): string[] | undefined {
  const separate = texts.flatMap((text) => wrap(text, length) ?? [undefined])
  if (separate.length <= lines && !separate.includes(undefined)) return separate as string[]
  const joined = wrap(texts.join(' '), length)
  return joined && joined.length <= lines ? joined : undefined
}

/** Undefined when a word is longer than a line. */
function wrap(text: string, length: number): string[] | undefined {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    if (charactersIn(word) > length) return undefined
    const longer = line ? `${line} ${word}` : word
    if (charactersIn(longer) <= length) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return line ? [...lines, line] : lines
}
