import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Fault {
  /** Further calls have no effect. */
  end(): void
}

export interface Volume {
  readonly path: string
  /** Fills the volume except for `leaveBytes`, which others may use; space that is freed is filled again until the fault ends. */
  fill(leaveBytes: number): Fault
  /** Also ends the fault. */
  unmount(): void
}

const mebibyte = 1024 * 1024
const refillEveryMs = 50

/** Mounts a file system in memory; undefined where this process may not mount one. */
export function mountVolume(sizeMiB: number): Volume | undefined {
  const path = mkdtempSync(join(tmpdir(), 'stoa-volume-'))
  try {
    const size = `size=${sizeMiB}m,mode=755`
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    rmSync(path, { recursive: true })
    return undefined
  }
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  }
  let filled: Fault | undefined
  return {
    path,
    fill: (leaveBytes) => {
      filled = fillVolume(join(path, 'fill'), freeBytes, leaveBytes)
      return filled
    },
    unmount() {
      filled?.end()
      execFileSync('umount', [path])
      rmSync(path, { recursive: true })
    },
  }
}

function fillVolume(file: string, freeBytes: () => number, leaveBytes: number): Fault {
  const open = openSync(file, 'w')
  const chunk = Buffer.alloc(mebibyte)
  let leave = leaveBytes
  const take = () => {
    leave = Math.min(leave, freeBytes())
    for (let left = freeBytes() - leave; left > 0; left = freeBytes() - leave) {
      if (!tryWrite(open, chunk, Math.min(chunk.length, left))) return
    }
  }
  take()
  const timer = setInterval(take, refillEveryMs)
  let ended = false
  return {
    end() {
      if (ended) return
      ended = true
      clearInterval(timer)
      closeSync(open)
      rmSync(file)
    },
  }
}

function tryWrite(file: number, chunk: Buffer, bytes: number): boolean {
  try {
    return writeSync(file, chunk, 0, bytes) > 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
