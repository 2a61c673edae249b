import { environmentVariablesOf, hasWriteOnlyInput, processInfo, waitsFor } from './process-info.js'

/**
 * The processes that this one was started by and for, nearest first: `npm start` has npm, then the shell that waits for
 * npm, and so on. They end where a process was started to outlive its parent: at nohup, and at the leader of the session
 * (setsid, a terminal's shell).
 */
export function findLaunchers() {
  const line = lineage(process.pid)
  return launchersIn(line.filter(({ session }) => session === line[0]?.session))
}

/** @param line this process, its parent, its parent's parent and so on, within one session */
export function launchersIn(line) {
  const nohup = line.findLastIndex(({ byNohup }) => byNohup)
  const lasting = nohup < 0 ? line : line.slice(0, nohup + 1)
  return {
    launchers: lasting.slice(1).map(({ pid, startTicks, name, waits }, index) => ({
      ...{ pid, startTicks, name, waits },
      childPid: line[index].pid,
      isShell: shell.test(name),
    })),
    ignoresHangup: nohup >= 0,
  }
}

const shell = /^-?(a|ba|c|da|fi|k|mk|tc|z)?sh$|^busybox$/

function lineage(pid) {
  const line = []
  let child
  for (let info = processInfo(pid); info; info = processInfo(pid)) {
    const { name, startTicks, session } = info
    const waits = child !== undefined && waitsFor(pid, child)
    line.push({ ...{ pid, name, startTicks, session, waits }, byNohup: isByNohup(pid) })
    child = pid
    pid = info.parentPid
  }
  return line
}

/** Node restores the default action of SIGHUP at its start, so the signal itself does not tell. */
const isByNohup = (pid) =>
  environmentVariablesOf(pid).some((one) => /^_=(.*\/)?nohup$/.test(one)) || hasWriteOnlyInput(pid)
