import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessMemory {
  /** Proportional set size of a process, in MiB to one decimal. */
  ownMiB(pid: number): number
  /** The same, including all its descendants. */
  treeMiB(pid: number): number
}

/** Reads the process tree once; memory is read when it is queried. */
export function readProcessMemory(): ProcessMemory {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const parent = parentOf(name)
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const treeKiB = (pid: number): number =>
    pssKiB(pid) + (children.get(pid) ?? []).reduce((sum, child) => sum + treeKiB(child), 0)
  return { ownMiB: (pid) => toMiB(pssKiB(pid)), treeMiB: (pid) => toMiB(treeKiB(pid)) }
}

const toMiB = (kib: number) => Math.round((kib / 1024) * 10) / 10

function parentOf(name: string): number | undefined {
  if (!/^\d+$/.test(name)) return undefined
  const stat = readOrEmpty(`/proc/${name}/stat`)
  return stat === '' ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

const pssKiB = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readOrEmpty(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)

/** A process may end at any time; its files are empty then. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
