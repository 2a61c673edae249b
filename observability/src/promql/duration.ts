const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

const sizes: ReadonlyMap<string, number> = new Map([...units, ['w', 604_800_000]])

const part = /(\d+)(ms|[wdhms])/g
const whole = /^(\d+(ms|[wdhms]))+$/

/** The milliseconds of a PromQL duration such as `1h30m`. @throws Error for another text */
export function durationMs(text: string): number {
  if (!whole.test(text)) throw new Error(`expected a duration such as 1h30m, found ${text}`)
  return [...text.matchAll(part)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (sizes.get(unit ?? '') ?? 0),
    0,
  )
}

/** A PromQL duration: `durationText(5_400_000)` is `1h30m`. */
export function durationText(ms: number): string {
  let rest = ms
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count > 0 ? `${count}${unit}` : ''
  })
  return parts.join('') || '0s'
}
