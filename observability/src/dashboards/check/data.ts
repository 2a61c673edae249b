import { interpolate, variablesIn } from '../macros.ts'
import { type PlacedQuery, variableQuery } from './queries.ts'
import type { DashboardFile } from './read.ts'

interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Evaluates an expression now. */
export type Ask = (expression: string) => Promise<readonly Series[]>

export type Values = Readonly<Record<string, string>>

/** The values for which a query returned nothing, and for how many it was run. */
export interface Emptiness {
  readonly emptyWith: readonly Values[]
  readonly runs: number
}

/** The values that each variable offers: what stands for all of them, or each. */
export async function valuesOf(
  { templating }: Pick<DashboardFile, 'templating'>,
  ask: Ask,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const values: Record<string, readonly string[]> = {}
  for (const { name, query, allValue } of templating.list) {
    const { expr, label } = variableQuery(query.query)
    const found = allValue === undefined ? await ask(expr) : []
    values[name] =
      allValue === undefined ? found.flatMap(({ labels }) => labels[label] ?? []) : [allValue]
  }
  return values
}

/** Runs a query with every combination of the values that its variables offer. */
export async function findEmpty(
  { target }: Pick<PlacedQuery, 'target'>,
  dashboard: Pick<DashboardFile, 'time'>,
  values: Readonly<Record<string, readonly string[]>>,
  ask: Ask,
): Promise<Emptiness> {
  const choices = combinations(variablesIn(target.expr), values)
  const emptyWith: Values[] = []
  for (const choice of choices) {
    const series = await ask(shownBy(interpolate(target.expr, choice), target.instant, dashboard))
    if (series.every(({ value }) => Number.isNaN(value))) emptyWith.push(choice)
  }
  return { emptyWith, runs: choices.length }
}

/** A panel of curves is empty when no moment that it shows has a value. */
export function shownBy(
  expr: string,
  isInstant: boolean,
  { time }: Pick<DashboardFile, 'time'>,
): string {
  const shown = time.from.replace(/^now-/, '')
  return isInstant ? expr : `max_over_time((${expr})[${shown}:15s])`
}

const combinations = (
  names: readonly string[],
  values: Readonly<Record<string, readonly string[]>>,
): Values[] =>
  [...new Set(names)].reduce<Values[]>(
    (all, name) =>
      all.flatMap((choice) => (values[name] ?? []).map((value) => ({ ...choice, [name]: value }))),
    [{}],
  )
