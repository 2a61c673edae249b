import type { Detection } from './detection.ts'

const share = (part: number, all: number) => `${((100 * part) / Math.max(all, 1)).toFixed(1)} %`

/** The figures of a run: the number of mutations, what detected them, and which were missed. */
export function figureOf(results: readonly Detection[]): string {
  const offline = results.filter(({ codes }) => codes.length > 0)
  const rest = results.filter(({ codes }) => codes.length === 0)
  const byDiff = rest.filter(({ diff }) => diff)
  const byProbe = rest.filter(({ diff, probe }) => probe && !diff)
  const missed = rest.filter(({ diff, probe }) => !diff && !probe)
  const parts = Map.groupBy(results, ({ mutation }) => mutation.part)
  return [
    `${results.length} mutations`,
    `${offline.length} detected by the audit of the files alone (${share(offline.length, results.length)})`,
    `${byDiff.length} more by --diff against the original files`,
    `${byProbe.length} more by the probe alone`,
    `${missed.length} missed; detected in total: ${share(results.length - missed.length, results.length)}`,
    '',
    ...[...parts].map(([part, own]) => {
      const alone = own.filter(({ codes }) => codes.length > 0).length
      const all = own.filter(({ codes, diff, probe }) => codes.length > 0 || diff || probe).length
      return `${part.padEnd(14)} ${String(own.length).padStart(5)}  files alone ${share(alone, own.length).padStart(7)}  in total ${share(all, own.length).padStart(7)}`
    }),
    '',
    ...byDiff.map(({ mutation }) => `by --diff alone: ${mutation.file} ${mutation.name}`),
    ...byProbe.map(({ mutation }) => `by the probe alone: ${mutation.file} ${mutation.name}`),
    ...missed.map(({ mutation }) => `missed: ${mutation.file} ${mutation.name}`),
    '',
  ].join('\n')
}
