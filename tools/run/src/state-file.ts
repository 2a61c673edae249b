import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlatformState } from '@stoa/topology'

/** Replaces state.json atomically. */
export function writeState(home: string, state: PlatformState): void {
  const file = join(home, 'state.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
