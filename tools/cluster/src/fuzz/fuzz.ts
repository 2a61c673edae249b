import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HelmError } from '../helm.ts'
import { chart } from '../profiles.ts'
import { helmAt } from '../releases/helm-client.ts'
import { baseValues, type ChartName } from './base-values.ts'
import { type Damaged, damage, impose } from './damage.ts'
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
  readonly seed: number
  readonly chart: ChartName
  readonly fault: Damaged['fault']
  readonly path: string
  readonly verdict: Exclude<Verdict, 'refused'>
  readonly said: string
}

const charts = ['stoa', 'service'] as const
const atOnce = 2

/** Renders both charts with damaged values. @returns the cases that Helm did not refuse with their path */
export async function fuzzValues({ helm, cases, seed }: FuzzOptions): Promise<readonly Failure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-fuzz-'))
  const valid = { stoa: baseValues.stoa(), service: baseValues.service() }
  const failures: Failure[] = []
  const seeds = Array.from({ length: cases }, (_, index) => seed + index)
  const next = seeds.values()
  try {
    for (const name of charts) {
      const refused = await complaintOf(helm, name, valid[name], join(folder, 'valid.json'))
      if (refused) throw new Error(`the values that are damaged are refused undamaged: ${refused}`)
    }
    await Promise.all(
      Array.from({ length: atOnce }, async (_, worker) => {
        const file = join(folder, `${worker}.json`)
        for (const one of next) {
          const name = charts[one % charts.length] ?? 'stoa'
          const damaged = damage(name, valid[name], randomOf(one))
          const said = await complaintOf(helm, name, damaged.values, file)
          const verdict = verdictOn(damaged, said)
          if (verdict !== 'refused') failures.push(failureOf(one, damaged, verdict, said ?? ''))
        }
      }),
    )
    return failures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Gives the chart of a service each value that is impossible. @returns those that Helm did not refuse with their path */
export async function impossibleValues(helm: string): Promise<readonly Failure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-fuzz-'))
  const failures: Failure[] = []
  try {
    for (const [index, fault] of impossibleIn('service').entries()) {
      const damaged = impose('service', baseValues.service(), fault)
      const said = await complaintOf(helm, 'service', damaged.values, join(folder, 'values.json'))
      const verdict = verdictOn(damaged, said)
      if (verdict !== 'refused') failures.push(failureOf(index, damaged, verdict, said ?? ''))
    }
    return failures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const failureOf = (
  seed: number,
  { chart, fault, path }: Damaged,
  verdict: Failure['verdict'],
  said: string,
): Failure => ({ ...{ seed, chart, fault, verdict, said }, path: path.join('.') })

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
