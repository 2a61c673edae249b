import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ: /proc reports CPU time in these ticks, whatever the kernel was built with. */
const ticksPerSecond = 100

export interface ProcessTime {
  readonly pid: number
  readonly parent: number
  readonly startTicks: number
  readonly cpuMs: number
}

/** Parses /proc/<pid>/stat, in which the program's name may contain anything, even brackets. */
export function parseStat(pid: number, text: string): ProcessTime {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const at = (index: number) => Number(fields[index])
  const ticks = at(11) + at(12)
  return { pid, parent: at(1), startTicks: at(19), cpuMs: (ticks * 1000) / ticksPerSecond }
}

export function readProcesses(): ProcessTime[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [parseStat(Number(name), readFileSync(`/proc/${name}/stat`, 'utf8'))]
      } catch {
        return []
      }
    })
}

/** The name that each process is counted under: that of its nearest named ancestor or itself. */
export function namesOf(
  processes: readonly ProcessTime[],
  roots: ReadonlyMap<number, string>,
): Map<number, string> {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]))
  const names = new Map<number, string>()
  for (const { pid } of processes)
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) {
      const name = roots.get(at)
      if (name === undefined) continue
      names.set(pid, name)
      break
    }
  return names
}

export type CpuByName = Readonly<Record<string, number>>

export interface CpuMeter {
  /** Milliseconds of CPU since the meter was opened, by name. */
  read(): CpuByName
}

/** Processes started later count from zero; the CPU of those that ended in between is lost. */
export function openCpuMeter(roots: () => ReadonlyMap<number, string>): CpuMeter {
  const keyOf = ({ pid, startTicks }: ProcessTime) => `${pid} ${startTicks}`
  const before = new Map(readProcesses().map((one) => [keyOf(one), one.cpuMs]))
  return {
    read() {
      const now = readProcesses()
      const names = namesOf(now, roots())
      const sums: Record<string, number> = {}
      for (const one of now) {
        const name = names.get(one.pid)
        if (name === undefined) continue
        sums[name] = (sums[name] ?? 0) + one.cpuMs - (before.get(keyOf(one)) ?? 0)
      }
      return sums
    },
  }
}

/** Proportional set size (PSS) in MiB by name; null for a process that may not be read. */
export function readMemory(roots: ReadonlyMap<number, string>): Record<string, number | null> {
  const sums: Record<string, number | null> = {}
  for (const [pid, name] of namesOf(readProcesses(), roots)) {
    const pss = pssKiB(pid)
    const sum = sums[name]
    sums[name] = pss === undefined || sum === null ? null : (sum ?? 0) + pss / 1024
  }
  return Object.fromEntries(
    Object.entries(sums).map(([name, mib]) => [
      name,
      mib === null ? null : Math.round(mib * 10) / 10,
    ]),
  )
}

function pssKiB(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0)
  } catch {
    return undefined
  }
}
