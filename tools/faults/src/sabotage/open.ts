import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openTestPlatform, type TestPlatform } from '../test-platform.ts'

const sabotaged = {
  inventory: ['without-inbox', 'without-outbox'],
  payments: ['without-inbox'],
  orders: ['without-release'],
} as const

export type Sabotage = (typeof sabotaged)[keyof typeof sabotaged][number]

export interface SabotagedPlatform {
  readonly shop: TestPlatform
  /** Switches a part off while `play` runs. */
  without(sabotage: Sabotage, play: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** A platform of which a test can switch parts off; all are on at first. */
export async function openSabotagedPlatform(): Promise<SabotagedPlatform> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-sabotage-'))
  const forEach = <Value>(build: (names: readonly Sabotage[]) => Value) =>
    Object.fromEntries(Object.entries(sabotaged).map(([name, all]) => [name, build(all)]))
  const preload = (name: Sabotage) => [
    '--import',
    fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
  ]
  const shop = await openTestPlatform({
    nodeArgs: forEach((names) => names.flatMap(preload)),
    env: forEach(() => ({ STOA_SABOTAGE_FOLDER: folder })),
  })
  return {
    shop,
    async without(sabotage, play) {
      writeFileSync(join(folder, sabotage), '')
      try {
        await play()
      } finally {
        rmSync(join(folder, sabotage))
      }
    },
    async close() {
      await shop.close()
      rmSync(folder, { recursive: true })
    },
  }
}
