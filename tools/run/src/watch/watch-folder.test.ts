import {
  type FSWatcher,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
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
  const everReported = new Set<string>()
  const failures: string[] = []
  const refused = new Set<string>()
  const watchers = new Map<string, FSWatcher>()
  const unwatch = watchFolder(root, {
    onChange: (file) => {
      reported.add(relative(root, file))
      everReported.add(relative(root, file))
    },
    onError: (folder, { code }) => void failures.push(`${relative(root, folder)} ${code}`),
    open: (folder, listener) => {
      const name = relative(root, folder)
      if (refused.has(name)) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      const watcher = watch(folder, listener)
      watchers.set(name, watcher)
      return watcher
    },
  })
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
  return {
    ...{ at: (file: string) => join(root, file), write, reports, saved, everReported },
    ...{ failures, refused, watchers },
  }
}

it('reports a file that is saved, made, renamed or deleted, and none of node_modules', async () => {
  const { at, write, reports, saved, everReported } = openFolder()
  await saved('orders/src/main.ts')
  await saved('orders/src/new/folder/place.ts')
  await saved('orders/src/new/folder/place.ts')
  await reports('orders/src/main.ts', () => {
    write('orders/node_modules/x/y.ts')
    renameSync(at('orders/src/new/folder/place.ts'), at('orders/src/main.ts'))
  })
  await reports('orders/src/main.ts', () => rmSync(at('orders/src/main.ts')))
  expect([...everReported].filter((file) => file.includes('node_modules'))).toEqual([])
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

it('a folder that cannot be watched is reported, and the others are still followed', async () => {
  const { at, saved, failures, refused } = openFolder()
  refused.add('catalog/src')
  mkdirSync(at('catalog/src'), { recursive: true })
  await vi.waitFor(() => expect(failures).toEqual(['catalog ENOSPC']))
  await saved('orders/src/main.ts')
})

it.each([
  ['EMFILE', ['orders/src EMFILE']],
  ['ENOENT', []],
])(
  'a watcher that fails with %s is left, and is reported unless its folder is gone',
  (code, said) => {
    const { failures, watchers } = openFolder()
    watchers.get('orders/src')?.emit('error', Object.assign(new Error(code), { code }))
    expect(failures).toEqual(said)
  },
)
