import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../supervisor/supervisor.ts'
import { watchFolder } from './watch-folder.ts'

function openFolder() {
  const root = mkdtempSync(join(tmpdir(), 'stoa-watch-'))
  const write = (file: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
  for (const file of ['orders/src/main.ts', 'orders/node_modules/x/y.ts']) write(file)
  let reported = new Set<string>()
  const unwatch = watchFolder(root, (file) => void reported.add(relative(root, file)))
  onTestFinished(() => {
    unwatch()
    rmSync(root, { recursive: true })
  })
  /** The file is reported after a change. */
  const reports = async (file: string, change: () => void) => {
    reported = new Set()
    change()
    await until(`a report of ${file}`, () => reported.has(file), 2_000)
  }
  const saved = (file: string) => reports(file, () => write(file))
  return { at: (file: string) => join(root, file), write, reports, saved, reported: () => reported }
}

it('reports a file that is saved, made, renamed or deleted, and none of node_modules', async () => {
  const { at, write, reports, saved, reported } = openFolder()
  await saved('orders/src/main.ts')
  await saved('orders/src/new/folder/place.ts')
  await saved('orders/src/new/folder/place.ts')
  await reports('orders/src/main.ts', () => {
    write('orders/node_modules/x/y.ts')
    renameSync(at('orders/src/new/folder/place.ts'), at('orders/src/main.ts'))
  })
  await reports('orders/src/main.ts', () => rmSync(at('orders/src/main.ts')))
  expect([...reported()].filter((file) => file.includes('node_modules'))).toEqual([])
})

it.each([
  ['renamed away', (folder: string) => renameSync(folder, `${folder}.before`)],
  ['deleted', (folder: string) => rmSync(folder, { recursive: true })],
])(
  'reports the files of a folder that is %s and made anew at once, then and later',
  async (_, remove) => {
    const { at, write, reports, saved } = openFolder()
    await reports('orders/src/main.ts', () => {
      remove(at('orders'))
      write('orders/src/main.ts')
    })
    await saved('orders/src/main.ts')
    await saved('orders/src/place.ts')
  },
)
