import type { Launcher, Launchers } from '../bin/launchers.js'
import { waitsFor } from '../bin/process-info.js'
import { isStill } from './proc.ts'

const checkEveryMs = 250

/** Set by start.js, which finds the launchers before it installs anything: they may end meanwhile. */
export const launchersVariable = 'STOA_LAUNCHERS'

export function readLaunchers(env: NodeJS.ProcessEnv): Launchers {
  const text = env[launchersVariable]
  return text ? (JSON.parse(text) as Launchers) : { launchers: [], ignoresHangup: false }
}

/**
 * Calls back once, when a launcher that needed its child has ended. The end must be seen twice: a SIGHUP that ended a
 * launcher also reaches this process, which may have to stop watching because of it.
 * @returns what stops watching
 */
export function watchLaunchers(
  { launchers }: Launchers,
  onEnd: (launcher: Launcher) => void,
): () => void {
  const findEnded = openLauncherCheck(launchers)
  let suspect: Launcher | undefined
  const timer = setInterval(() => {
    const ended = findEnded()
    if (ended && ended === suspect) {
      clearInterval(timer)
      onEnd(ended)
    }
    suspect = ended
  }, checkEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

export interface ProcessTable {
  isStill(launcher: Launcher): boolean
  waitsFor(pid: number, childPid: number): boolean
}

/**
 * Each call answers with a launcher that has ended although it needed its child, if there is one. A shell needs its
 * child while it waits for it: one that goes on without waiting has left it in the background, and neither its end nor
 * that of its own launchers matters. It must be seen to go on twice: one that is being killed does not wait either, for
 * a moment. Every other program needs its child.
 */
export function openLauncherCheck(
  launchers: readonly Launcher[],
  table: ProcessTable = { isStill, waitsFor },
): () => Launcher | undefined {
  const links = launchers.map((launcher) => ({
    launcher,
    needsChild: !launcher.isShell || launcher.waits,
    waited: launcher.waits,
  }))
  return () => {
    for (const [index, link] of links.entries()) {
      const { pid, childPid, isShell } = link.launcher
      if (!table.isStill(link.launcher)) {
        if (link.needsChild) return link.launcher
        links.length = index
        return undefined
      }
      if (isShell) {
        const waits = table.waitsFor(pid, childPid)
        link.needsChild = waits || link.waited
        link.waited = waits
      }
      if (!link.needsChild) return undefined
    }
    return undefined
  }
}
