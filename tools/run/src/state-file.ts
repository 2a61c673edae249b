import { join } from 'node:path'
import type { PlatformState } from '@stoa/topology'
import { unlessFull } from './full-disk.ts'
import { replaceFile } from './replace-file.ts'

const retryAfterMs = 1_000

export interface StateFile {
  /** Writes the current state; on a full disk, as soon as there is room. */
  save(): void
  close(): void
}

/** Opens state.json for writing. Each save replaces it atomically. */
export function openStateFile(home: string, stateNow: () => PlatformState): StateFile {
  const file = join(home, 'state.json')
  let retry: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(retry)
    const text = `${JSON.stringify(stateNow(), null, 2)}\n`
    if (unlessFull(() => replaceFile(file, text, { mode: 0o600 }))) return
    retry = setTimeout(save, retryAfterMs)
    retry.unref()
  }
  return { save, close: () => clearTimeout(retry) }
}
