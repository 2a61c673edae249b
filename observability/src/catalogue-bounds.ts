import type { CatalogueMetric } from './catalogue.ts'

/** Where the values of a metric's labels are not those that the catalogue lists, or are more than it allows. */
export const boundDeviations = (
  { name, labels }: Pick<CatalogueMetric, 'name' | 'labels'>,
  series: readonly Readonly<Record<string, string>>[],
): string[] =>
  Object.entries(labels).flatMap(([label, bound]) => {
    const values = new Set(series.map((one) => one[label] ?? ''))
    if (!('max' in bound))
      return [...values]
        .filter((value) => !bound.includes(value))
        .map((value) => `${name}: ${label} is ${JSON.stringify(value)}, not a listed value`)
    values.delete('other')
    return values.size > bound.max
      ? [`${name}: ${label} has ${values.size} values, expected at most ${bound.max}`]
      : []
  })
