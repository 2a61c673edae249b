/** The Levenshtein distance between two words. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min(
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
          (row[j] ?? 0) + (letter === other ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}

/** The known word that is most similar to a word; undefined when none is close. */
export const similarTo = (word: string, known: Iterable<string>): string | undefined =>
  [...known]
    .map((one) => ({ one, far: distance(word, one) }))
    .filter(({ one, far }) => far > 0 && far <= Math.max(1, Math.floor(one.length / 4)))
    .sort((a, b) => a.far - b.far)[0]?.one
