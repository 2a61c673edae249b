import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { until } from '@stoa/run'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { bytesIn, canEnter, enter, entriesIn } from '../../test/rootfs.ts'
import { deployedServices } from '../deployed.ts'
import { assembleService, imageFiles } from './assemble.ts'
import { productionPackages } from './production.ts'
import { copyNode, writeBase } from './system.ts'

const services = deployedServices(readTopology())
const { devDependencies } = JSON.parse(
  readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
) as { devDependencies: Readonly<Record<string, string>> }
const isLinux = process.platform === 'linux'
const titled = isLinux ? '' : ' (skipped: needs Linux)'
const entered = canEnter ? '' : ' (skipped: needs Linux with unshare and setpriv)'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-image-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.runIf(isLinux)(`an image's root file system${titled}`, () => {
  const rootfs = () => join(folder, 'rootfs')
  beforeAll(() => {
    assembleService(repositoryRoot, 'gateway', join(rootfs(), 'app'))
    copyNode(process.execPath, rootfs())
    writeBase(process.execPath, rootfs())
  })

  it('has the same files, modes and links whenever it is made', () => {
    const again = join(folder, 'again')
    assembleService(repositoryRoot, 'gateway', join(again, 'app'))
    copyNode(process.execPath, again)
    writeBase(process.execPath, again)
    expect(entriesIn(rootfs()).length).toBeGreaterThan(100)
    expect(entriesIn(again)).toEqual(entriesIn(rootfs()))
    writeFileSync(join(again, 'app/package.json'), '{}')
    expect(entriesIn(again)).not.toEqual(entriesIn(rootfs()))
  })

  it('of every service is below 200 MB, with production dependencies alone', () => {
    const platform = bytesIn(rootfs()) - bytesIn(join(rootfs(), 'app'))
    for (const { name } of services) {
      const packages = productionPackages(repositoryRoot, `services/${name}`)
      const names = packages.map((one) => one.name)
      expect(names.filter((one) => one in devDependencies || one === '@stoa/topology')).toEqual([])
      const files = [...imageFiles(repositoryRoot, packages)].flatMap(([{ folder: from }, some]) =>
        some.map((one) => join(from, one)),
      )
      expect(files.filter((one) => /^node_modules.*\.([cm]?ts|css)$/.test(one))).toEqual([])
      const bytes = files.reduce((sum, file) => sum + statSync(join(repositoryRoot, file)).size, 0)
      expect([name, platform + bytes < 200_000_000]).toEqual([name, true])
    }
  })

  describe.runIf(canEnter)(`entered as a pod enters it${entered}`, () => {
    it('runs a service as a user without rights, and can be written nowhere but in /tmp', async () => {
      const write = (file: string) =>
        `try { require('fs').writeFileSync('${file}', ''); console.log('${file}') } catch {}`
      const files = ['/x', '/app/x', '/tmp/x', '/home/nonroot/x']
      const child = enter(rootfs(), [
        '-e',
        `console.log(process.getuid());${files.map(write).join(';')}`,
      ])
      expect(await text(child.stdout as Readable)).toBe('65532\n/tmp/x\n')
    })

    it('answers requests, and ends on SIGTERM', async () => {
      const port = 20_000 + (process.pid % 10_000)
      const main = ['app/services/gateway/src/main.ts']
      const child = enter(rootfs(), main, { LISTEN: `127.0.0.1:${port}`, NODE_ENV: 'production' })
      const answer = async () =>
        (await fetch(`http://127.0.0.1:${port}/livez`).catch(() => null))?.status
      onTestFinished(() => void child.kill('SIGKILL'))
      await until('an answer of the gateway', async () => (await answer()) === 200)
      child.kill('SIGTERM')
      expect(await once(child, 'exit')).toEqual([0, null])
    })
  })
})

/** Loads what is read by its path alone: fonts of several scripts, WebAssembly that shapes a line, bars. */
const drawLabel = `
import { drawLabel } from './services/shipping/src/label/draw.ts'
const address = { name: 'Łukasz 王', street: '1 شارع', city: 'Köln', postcode: '50667', country: 'DE' }
const pdf = await drawLabel({ carrier: 'UPS', trackingNumber: 'U1', orderId: 'o-1', address, weightGrams: 1, pieces: 1 })
console.error(Buffer.from(pdf).toString('latin1', 0, 5))`

it.each(services)('the image of $name holds every module that it loads', ({ name, database }) => {
  const app = join(folder, name)
  assembleService(repositoryRoot, name, app)
  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, { cwd: app, env: {}, encoding: 'utf8' }).stderr
  const main = `services/${name}/src/main.ts`
  expect(run(main)).toContain('correct these environment variables')
  const migrations = `services/${name}/migrations/index.ts`
  if (database)
    expect(run('packages/postgres/src/migrate-main.ts', migrations)).toContain('DATABASE_URL')
  if (name === 'shipping') expect(run('--input-type=module', '--eval', drawLabel)).toBe('%PDF-\n')
  rmSync(join(app, 'node_modules/zod'), { recursive: true })
  expect(run(main)).toContain("Cannot find package 'zod'")
})

it('a dependency that is not installed is named', () => {
  const root = join(folder, 'empty')
  expect(() => assembleService(root, 'gateway', folder)).toThrow('package.json')
})
