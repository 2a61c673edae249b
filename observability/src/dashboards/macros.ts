import { type Node, parsePromql } from '../promql/parse.ts'

/** What Grafana puts for its own variables when a panel of the last hour is an eighth of a screen wide. */
const macros: Readonly<Record<string, string>> = {
  __rate_interval: '1m',
  __interval: '15s',
  __range: '1h',
}

/** Replaces Grafana's variables in a query. @throws Error for a variable that has no value */
export const interpolate = (text: string, values: Readonly<Record<string, string>> = {}): string =>
  text.replaceAll(/\$(?:\{([a-z_]+)(?::\w+)?\}|([a-z_]+))/g, (_, braced, plain) => {
    const name = braced ?? plain
    const value = values[name] ?? macros[name]
    if (value === undefined) throw new Error(`the variable $${name} has no value: ${text}`)
    return value
  })

/** The names of the dashboard's variables in a query. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{?([a-z_]+)/g)].flatMap(([, name]) =>
    name && !(name in macros) ? name : [],
  )

/** `.+` for each of the dashboard's variables in a query. */
export const anyValues = (text: string): Record<string, string> =>
  Object.fromEntries(variablesIn(text).map((name) => [name, '.+']))

/** Parses a query, whatever values the dashboard's variables have. */
export const parseQuery = (text: string): Node => parsePromql(interpolate(text, anyValues(text)))
