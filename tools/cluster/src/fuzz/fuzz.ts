import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HelmError } from '../helm.ts'
import { chart } from '../profiles.ts'
import { helmAt } from '../releases/helm-client.ts'
import { baseValues, type ChartName, charts } from './base-values.ts'
import { type Damaged, damage, impose } from './damage.ts'
import { everyDamage } from './every-damage.ts'
import { impossibleIn } from './impossible.ts'
import { randomOf } from './random.ts'
import { type Verdict, verdictOn } from './verdict.ts'

export interface FuzzOptions {
  readonly helm: string
  readonly cases: number
  /** The first case has this seed, the second the next one. */
  readonly seed: number
}

export interface Failure {
  readonly chart: ChartName
  readonly fault: Damaged['fault']
  readonly path: string
  readonly verdict: Exclude<Verdict, 'refused'>
  readonly said: string
}

const atOnce = 2

/** Renders the charts with damaged values. @returns the cases that Helm did not refuse with their path */
export async function fuzzValues({ helm, cases, seed }: FuzzOptions) {
  const valid = Object.fromEntries(charts.map((name) => [name, baseValues[name]()])) as Record<
    ChartName,
    object
  >
  await inTurns(charts, async (name, file) => {
    const refused = await complaintOf(helm, name, valid[name], file)
    if (refused) throw new Error(`the values that are damaged are refused undamaged: ${refused}`)
    return []
  })
  const seeds = Array.from({ length: cases }, (_, index) => seed + index)
  return inTurns(seeds, async (one, file) => {
    const name = charts[one % charts.length] ?? 'stoa'
    const failures = await judge(helm, [damage(name, valid[name], randomOf(one))], file)
    return failures.map((failure) => ({ seed: one, ...failure }))
  })
}

/** Renders the charts with values that are damaged in every place. @returns the cases that Helm did not refuse with their path */
export function everyDamagedValue(helm: string): Promise<readonly Failure[]> {
  const groups = charts.flatMap((name) =>
    (['null', 'unknown key', 'wrong type'] as const).flatMap((fault) =>
      everyDamage(name, baseValues[name](), fault),
    ),
  )
  return inTurns(groups, (group, file) => judge(helm, group, file))
}

/** Gives each chart each value that is impossible. @returns those that Helm did not refuse with their path */
export function impossibleValues(helm: string): Promise<readonly Failure[]> {
  const given = charts.flatMap((name) => impossibleIn(name).map((fault) => [name, fault] as const))
  return inTurns(given, ([name, fault], file) =>
    judge(helm, [impose(name, baseValues[name](), fault)], file),
  )
}

/** Hands out the items to a few workers, each of which has a file of its own. @returns what they found */
async function inTurns<Item, Found>(
  items: readonly Item[],
  check: (item: Item, file: string) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-fuzz-'))
  const found: Found[] = []
  const next = items.values()
  try {
    await Promise.all(
      Array.from({ length: atOnce }, async (_, worker) => {
        for (const item of next) found.push(...(await check(item, join(folder, `${worker}.json`))))
      }),
    )
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Renders values once. All of `faults` are in them, each with its verdict. @returns those that Helm did not refuse with their path */
async function judge(helm: string, faults: readonly Damaged[], file: string): Promise<Failure[]> {
  const [first] = faults
  if (!first) return []
  const said = await complaintOf(helm, first.chart, first.values, file)
  return faults.flatMap(({ chart, fault, path, values }) => {
    const verdict = verdictOn({ chart, fault, path, values }, said)
    return verdict === 'refused'
      ? []
      : [{ ...{ chart, fault, verdict }, said: said ?? '', path: path.join('.') }]
  })
}

async function complaintOf(helm: string, name: ChartName, values: object, file: string) {
  writeFileSync(file, JSON.stringify(values))
  try {
    await helmAt(helm)(['template', 'it', chart(name), '--namespace=commerce', `--values=${file}`])
    return undefined
  } catch (error) {
    if (error instanceof HelmError) return error.message
    throw error
  }
}
