export interface Memory {
  /** Resident, in MiB: pages that are shared with other processes count whole. */
  readonly rssMiB: number
  /** Proportional, in MiB: a page counts in equal parts for each process that shares it. */
  readonly pssMiB: number
}

/** What `/proc/PID/smaps_rollup` says. @throws Error when a figure is missing */
export function parseRollup(text: string): Memory {
  const mibOf = (field: string) => {
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
    if (kib === undefined) throw new Error(`expected a line ${field} in smaps_rollup`)
    return Math.round((Number(kib) / 1024) * 10) / 10
  }
  return { rssMiB: mibOf('Rss'), pssMiB: mibOf('Pss') }
}

export interface Measured {
  readonly minutes: number
  /** Rules and alerts that Prometheus evaluates, and those of the files. */
  readonly rules: number
  readonly expectedRules: number
  /** Time series that Prometheus holds. */
  readonly series: number
  readonly prometheus: Memory
  readonly alertmanager: Memory
  /** The sidecar of Prometheus. */
  readonly sidecar: Memory
}

const limitMiB = 260

/** What the command prints. `ok`: every rule was loaded, and both programs together stay within the limit. */
export function reportOf(measured: Measured) {
  const { rules, expectedRules, prometheus, alertmanager } = measured
  const sum = (name: keyof Memory) => Math.round((prometheus[name] + alertmanager[name]) * 10) / 10
  const both: Memory = { rssMiB: sum('rssMiB'), pssMiB: sum('pssMiB') }
  const ok = rules === expectedRules && both.rssMiB <= limitMiB
  return { ...measured, both, limitMiB, ok }
}
