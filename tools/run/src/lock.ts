import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Identity, isStill, startTicksOf } from './proc.ts'

export class AlreadyRunning extends Error {
  readonly pid: number
  constructor(pid: number, home: string) {
    super(`a runner with pid ${pid} already keeps ${home}; stop it with \`npx stoa down\``)
    this.name = 'AlreadyRunning'
    this.pid = pid
  }
}

const readHolder = (file: string): Identity | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Identity
  } catch {
    return undefined
  }
}

/** Makes this process the one runner of a home. @returns what gives it up. @throws AlreadyRunning */
export function takeLock(home: string): () => void {
  const file = join(home, 'runner.lock')
  const mine = JSON.stringify({ pid: process.pid, startTicks: startTicksOf(process.pid) })
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = readHolder(file)
    if (holder?.pid && isStill(holder)) throw new AlreadyRunning(holder.pid, home)
    rmSync(file, { force: true })
  }
}
