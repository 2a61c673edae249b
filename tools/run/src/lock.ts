import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { unlessFull } from './full-disk.ts'
import { type Identity, isStill, startTicksOf } from './proc.ts'

const stopsWithinMs = 60_000
const retryEveryMs = 50

export class AlreadyRunning extends Error {
  readonly pid: number
  constructor(pid: number, home: string) {
    super(`a runner with pid ${pid} already runs ${home}; stop it with \`npx stoa down\``)
    this.name = 'AlreadyRunning'
    this.pid = pid
  }
}

export interface Lock {
  /** Lets the next runner wait for the end of this one instead of giving up. */
  announceStop(): void
  release(): void
}

interface Holder extends Identity {
  readonly stopping: boolean
}

/**
 * Makes this process the one runner of a home, once a runner that is stopping has ended. A runner whose npm was
 * ended needs a moment (`announcesWithinMs`) to notice and to announce that it is stopping.
 * @throws AlreadyRunning when another runner holds it
 */
export async function takeLock(
  home: string,
  log: (line: string) => void,
  announcesWithinMs = 2000,
): Promise<Lock> {
  const file = join(home, 'runner.lock')
  const triedSinceMs = Date.now()
  let waitingFor: number | undefined
  while (!tryToTake(file)) {
    const holder = readHolder(file)
    if (!holder?.pid || !isStill(holder)) {
      rmSync(file, { force: true })
      continue
    }
    const patienceMs = holder.stopping ? stopsWithinMs : announcesWithinMs
    if (Date.now() - triedSinceMs > patienceMs) throw new AlreadyRunning(holder.pid, home)
    if (holder.stopping && waitingFor !== holder.pid) {
      waitingFor = holder.pid
      log(`waiting until the earlier runner (pid ${holder.pid}) has stopped everything`)
    }
    await wait(retryEveryMs)
  }
  let held = true
  return {
    announceStop() {
      // Stopping must work on a full disk, where the next runner does not wait.
      if (held) unlessFull(() => replaceLock(file))
    },
    release() {
      held = false
      rmSync(file, { force: true })
    },
  }
}

const draftOf = (file: string) => `${file}.${process.pid}`

/** The lock appears with its content or not at all, so that a half-written one is never taken for abandoned. */
function writeDraft(file: string, stopping: boolean): string {
  const draft = draftOf(file)
  const holder: Holder = { pid: process.pid, startTicks: startTicksOf(process.pid), stopping }
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 })
  return draft
}

function replaceLock(file: string): void {
  try {
    renameSync(writeDraft(file, true), file)
  } finally {
    rmSync(draftOf(file), { force: true })
  }
}

function tryToTake(file: string): boolean {
  const draft = writeDraft(file, false)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}
