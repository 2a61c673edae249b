import { readdirSync, readFileSync } from 'node:fs'

export interface Memory {
  /** Proportional set size of a process, in MiB to one decimal. */
  aloneMiB(pid: number): number
  /** The same with all its descendants. */
  familyMiB(pid: number): number
}

/** Takes one look at all processes of the machine. */
export function readMemory(): Memory {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const parent = parentOf(name)
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const kibOf = (pid: number): number =>
    pssKibOf(pid) + (children.get(pid) ?? []).reduce((sum, child) => sum + kibOf(child), 0)
  return { aloneMiB: (pid) => toMiB(pssKibOf(pid)), familyMiB: (pid) => toMiB(kibOf(pid)) }
}

const toMiB = (kib: number) => Math.round((kib / 1024) * 10) / 10

function parentOf(name: string): number | undefined {
  if (!/^\d+$/.test(name)) return undefined
  const stat = read(`/proc/${name}/stat`)
  return stat === '' ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

const pssKibOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
