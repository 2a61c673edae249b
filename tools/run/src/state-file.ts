import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlatformState } from '@stoa/topology'

/** Writes state.json so that a reader sees either the old or the new one, whole. */
export function writeState(home: string, state: PlatformState): void {
  const file = join(home, 'state.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
