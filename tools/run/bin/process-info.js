import { readFileSync } from 'node:fs'

const read = (file) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** What Linux tells of a process; undefined once it has ended (a zombie has ended). */
export function processInfo(pid) {
  const stat = read(`/proc/${pid}/stat`)
  const nameEnd = stat.lastIndexOf(')')
  const fields = stat.slice(nameEnd + 2).split(' ')
  if (nameEnd < 0 || fields[0] === 'Z') return undefined
  return {
    name: stat.slice(stat.indexOf('(') + 1, nameEnd),
    parentPid: Number(fields[1]),
    session: Number(fields[3]),
    startTicks: Number(fields[19]),
  }
}

/** When a living process started, in clock ticks since boot; null for one that has ended. */
export const startTicksOf = (pid) => processInfo(pid)?.startTicks ?? null

const wordsOf = (file) => read(file).split('\0').filter(Boolean)

export const commandLineOf = (pid) => wordsOf(`/proc/${pid}/cmdline`)

/** The environment that a process was started with; empty where it may not be read. */
export const environmentVariablesOf = (pid) => wordsOf(`/proc/${pid}/environ`)

const writeOnly = 1

/** Is this process's standard input open for writing alone, as nohup leaves it? */
export function hasWriteOnlyInput(pid) {
  const flags = /^flags:\s*(\d+)/m.exec(read(`/proc/${pid}/fdinfo/0`))?.[1]
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) === writeOnly
}

/** Where the kernel holds a shell that waits for a command (`do_wait`) or in its builtin `wait` (dash: `sigsuspend`). */
const waiting = /^(do_wait|sigsuspend)\b/

/** Is this process blocked until a child ends, and is `childPid` the only one it has? */
export const waitsFor = (pid, childPid) =>
  waiting.test(read(`/proc/${pid}/wchan`)) &&
  read(`/proc/${pid}/task/${pid}/children`).trim() === String(childPid)
