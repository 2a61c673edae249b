import type { Noticed } from './notice.ts'

const share = (part: number, all: number) => `${((100 * part) / Math.max(all, 1)).toFixed(1)} %`

/** The figures of a run in lines: how many, who noticed them, and what nobody did. */
export function figureOf(results: readonly Noticed[]): string {
  const offline = results.filter(({ codes }) => codes.length > 0)
  const rest = results.filter(({ codes }) => codes.length === 0)
  const byDiff = rest.filter(({ diff }) => diff)
  const byProbe = rest.filter(({ diff, probe }) => probe && !diff)
  const missed = rest.filter(({ diff, probe }) => !diff && !probe)
  const parts = Map.groupBy(results, ({ mutation }) => mutation.part)
  return [
    `${results.length} mutations`,
    `${offline.length} noticed by the audit of the files alone (${share(offline.length, results.length)})`,
    `${byDiff.length} more by --diff against what was declared`,
    `${byProbe.length} more by the probe alone`,
    `${missed.length} missed; noticed in all: ${share(results.length - missed.length, results.length)}`,
    '',
    ...[...parts].map(([part, own]) => {
      const alone = own.filter(({ codes }) => codes.length > 0).length
      const all = own.filter(({ codes, diff, probe }) => codes.length > 0 || diff || probe).length
      return `${part.padEnd(14)} ${String(own.length).padStart(5)}  files alone ${share(alone, own.length).padStart(7)}  in all ${share(all, own.length).padStart(7)}`
    }),
    '',
    ...byDiff.map(({ mutation }) => `by --diff alone: ${mutation.file} ${mutation.name}`),
    ...byProbe.map(({ mutation }) => `by the probe alone: ${mutation.file} ${mutation.name}`),
    ...missed.map(({ mutation }) => `missed: ${mutation.file} ${mutation.name}`),
    '',
  ].join('\n')
}
