import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Query } from './query.ts'

/** Grafana's names, which it draws for a dark and for a light page. */
const names = {
  normal: 'blue',
  faint: 'light-blue',
  strong: 'dark-blue',
  good: 'green',
  warning: 'orange',
  bad: 'red',
  neutral: 'text',
} as const

export type Colour = keyof typeof names

/** One series is blue, named ones are as told; others keep one colour by their name on every panel. */
export function colourOf(queries: readonly Query[], named: Readonly<Record<string, Colour>>) {
  const isOne = queries.length === 1 && !queries[0]?.legend.includes('{{')
  const isNamed = Object.keys(named).length > 0
  return isOne && !isNamed
    ? new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(names.normal)
    : new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName)
}

export const overrideOf = (colour: Colour): DynamicConfigValue[] => [
  { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: names[colour] } },
]
