import { mkdirSync, mkdtempSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { type WatchedSources, watchSources } from './watch-sources.ts'

/** Sources of two services, whose replacements last until they are outdated. */
function openSources(open?: WatchedSources['open']) {
  const root = mkdtempSync(join(tmpdir(), 'stoa-sources-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const save = (name: string) => {
    mkdirSync(join(root, `services/${name}/src`), { recursive: true })
    writeFileSync(join(root, `services/${name}/src/main.ts`), '')
  }
  mkdirSync(join(root, 'packages'))
  for (const name of ['orders', 'catalog']) save(name)
  const log: string[] = []
  const said = (line: string) => vi.waitFor(() => expect(log).toContain(line))
  const outdated: string[] = []
  const stop = watchSources({
    root,
    instances: ['orders', 'catalog'].map((name) => ({ name, service: { name } })),
    replace: (name, signal) =>
      new Promise((resolve) => {
        log.push(`${name} begun`)
        signal.addEventListener('abort', () => {
          outdated.push(name)
          resolve()
        })
      }),
    log: (line) => void log.push(line),
    ...(open && { open }),
  })
  return { root, save, log, said, outdated, stop }
}

it('a service that never becomes ready holds up neither another, nor its mended file, nor a stop', async () => {
  const { save, log, said, outdated, stop } = openSources()
  save('orders')
  await said('orders begun')
  save('catalog')
  await said('catalog begun')
  log.splice(0)
  save('orders')
  await said('orders begun')
  expect(outdated).toEqual(['orders'])
  await stop()
  expect(outdated).toEqual(['orders', 'catalog', 'orders'])
  expect(log.filter((line) => / runs | goes on /.test(line))).toEqual([])
})

it('a service whose folder is renamed away and made anew is replaced, then and whenever a file is saved', async () => {
  const { root, save, log, said, stop } = openSources()
  renameSync(join(root, 'services/orders'), join(root, 'services/before'))
  save('orders')
  await said('orders begun')
  log.splice(0)
  save('orders')
  await said('orders begun')
  await stop()
})

it('a folder that cannot be watched any more is named, and the other services are still replaced', async () => {
  let watchersLeft = Number.POSITIVE_INFINITY
  const { root, save, said, stop } = openSources((folder, listener) => {
    if (watchersLeft-- <= 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    return watch(folder, listener)
  })
  watchersLeft = 0
  renameSync(join(root, 'services/orders'), join(root, 'services/before'))
  save('orders')
  await said('watching services/orders failed (ENOSPC); restart to follow its files')
  save('catalog')
  await said('catalog begun')
  await stop()
})
