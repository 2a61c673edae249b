/** The values of a label, or how many of them are kept; every further value counts as `other`. */
export type LabelBound = readonly string[] | { readonly max: number }

export type LabelBounds = Readonly<Record<string, LabelBound>>

export type LabelValues<Bounds extends LabelBounds> = {
  readonly [Label in keyof Bounds]: string | number
}

const isListed = (bound: LabelBound): bound is readonly string[] => Array.isArray(bound)

/** Returns the value itself while the bound allows it, else `other`. */
function limiterOf(bound: LabelBound): (value: string) => string {
  const known = new Set(isListed(bound) ? bound : [])
  const max = isListed(bound) ? known.size : bound.max
  return (value) => {
    if (known.has(value)) return value
    if (known.size >= max) return 'other'
    known.add(value)
    return value
  }
}

/** Finds or makes the one series of some label values, so that no value of the outside makes series without end. */
export function boundedSeries<Bounds extends LabelBounds, Series>(
  bounds: Bounds,
  make: (values: Record<string, string>) => Series,
): (values: LabelValues<Bounds>) => Series {
  const labels = Object.entries(bounds).map(([label, bound]) => ({
    label,
    limit: limiterOf(bound),
  }))
  const series = new Map<string, Series>()
  return (values) => {
    const bounded = labels.map(({ label, limit }) => limit(String(values[label])))
    const key = bounded.join('\0')
    const known = series.get(key)
    if (known) return known
    const made = make(Object.fromEntries(labels.map(({ label }, at) => [label, bounded[at] ?? ''])))
    series.set(key, made)
    return made
  }
}

/** Every combination of the listed values; none when a label has no list. */
export function combinationsOf<Bounds extends LabelBounds>(bounds: Bounds): LabelValues<Bounds>[] {
  const combinations = Object.entries(bounds).reduce<Record<string, string>[]>(
    (known, [label, bound]) =>
      isListed(bound)
        ? known.flatMap((values) => bound.map((value) => ({ ...values, [label]: value })))
        : [],
    [{}],
  )
  return combinations as LabelValues<Bounds>[]
}
