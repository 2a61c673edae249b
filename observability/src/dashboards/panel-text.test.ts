import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { nodesOf } from '../promql/parse.ts'
import { dashboardsFolder } from './folder.ts'
import { parseQuery } from './macros.ts'

const panel = z.object({
  ...{ type: z.string(), title: z.string().default(''), description: z.string().default('') },
  targets: z
    .array(z.object({ expr: z.string(), legendFormat: z.string().default('') }))
    .default([]),
  transformations: z.unknown().optional(),
  options: z.unknown().optional(),
})
type Panel = z.infer<typeof panel>

const folder = join(repositoryRoot, dashboardsFolder)
const panels = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => {
    const { panels } = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    return z.array(panel).parse(panels)
  })

/** How the text of a panel names a quantile. */
const named: Readonly<Record<string, RegExp>> = {
  '0.5': /\bhalf within\b|\bmedian\b|\b50th percentile\b/i,
  '0.95': /\b95 % within\b|\b95th percentile\b/i,
  '0.99': /\b99 % within\b|\b99th percentile\b/i,
}

const quantilesIn = (expr: string) =>
  nodesOf(parseQuery(expr), 'FunctionCall').flatMap(
    ({ text }) => /^histogram_quantile\(\s*([\d.]+)/.exec(text)?.[1] ?? [],
  )

/** Quantiles that the text names and no query has, or the other way round. */
function quantileFaults({ type, title, description, targets, ...rest }: Panel): string[] {
  if (type === 'logs' || type === 'row') return []
  const text = [title, description, ...targets.map(({ legendFormat }) => legendFormat)]
  const all = `${text.join('\n')}\n${JSON.stringify(rest)}`
  const queried = new Set(targets.flatMap(({ expr }) => quantilesIn(expr)))
  const measured = targets.some(({ expr }) => /_p\d\d_/.test(expr))
  return [
    ...[...queried].filter((one) => !named[one]?.test(all)).map((one) => `${title} shows ${one}`),
    ...Object.keys(named)
      .filter((one) => named[one]?.test(all) && !queried.has(one) && !measured)
      .map((one) => `${title} names ${one}`),
  ]
}

const found = (title: string) => {
  const one = panels.find((each) => each.title === title && each.targets.length > 0)
  if (!one) throw new Error(`there is no panel ${title}`)
  return one
}
const changed = (title: string, part: string, by: string): Panel =>
  panel.parse(JSON.parse(JSON.stringify(found(title)).replaceAll(part, by)))

it('a panel shows the quantiles that its text names', () => {
  expect(panels.flatMap(quantileFaults)).toEqual([])
  const statements = 'Duration of statements, 99th percentile'
  expect(quantileFaults(changed(statements, 'quantile(0.99', 'quantile(0.5'))).toHaveLength(2)
})
