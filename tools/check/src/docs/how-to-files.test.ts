import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterEach, expect, it } from 'vitest'
import { stepsOf } from './blocks.ts'
import { cloneRepository } from './clone.ts'
import { readPage } from './pages.ts'

let clone: string | undefined
afterEach(() => {
  if (clone) rmSync(clone, { recursive: true })
})

const scripts = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')).scripts
const generators = Object.keys(scripts).flatMap((name) => /^(.+):check$/.exec(name)?.[1] ?? [])

const run = (root: string, ...args: readonly string[]) =>
  execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })

/** `npm run charts`, as package.json has it. */
const generate = (root: string, name: string, ...args: readonly string[]) =>
  run(root, ...scripts[name].split(' ').slice(2), ...args)

/** What `npm test -- -u` makes of a service's first snapshot. */
function writeOpenApi(root: string, service: string): void {
  const program = `
    import { writeFileSync } from 'node:fs'
    import { createApp } from './services/${service}/src/app.ts'
    const app = createApp({}, { trustedForwarders: [], ready: async () => undefined })
    const document = await (await app.request('/openapi.json')).json()
    writeFileSync('services/${service}/openapi.json', JSON.stringify(document, null, 2) + '\\n')`
  run(root, '--input-type=module', '--eval', program)
}

/** The settings with which the runner and Tilt start a service. */
function settingsOf(root: string, service: string): unknown {
  const program = `
    import { developmentSettings } from './tools/run/src/index.ts'
    import { readTopology } from './tools/topology/src/index.ts'
    const service = readTopology('.').service('${service}')
    const secrets = { of: () => Buffer.alloc(32), password: () => '' }
    console.log(JSON.stringify(developmentSettings(service, secrets)))`
  return JSON.parse(run(root, '--input-type=module', '--eval', program))
}

it('whoever follows add-a-service.md has a service that compiles, and nothing generated that is behind', () => {
  const root = cloneRepository()
  clone = root
  const page = readPage('docs/how-to/add-a-service.md')
  const [providers = ''] = /^providers: .+\n/m.exec(page.text) ?? []
  for (const { path, text, command } of stepsOf(page)) {
    if (path) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), path.endsWith('/service.yaml') ? text + providers : text)
    }
    const [, generator] = /^npm run (\S+)$/.exec(command ?? '') ?? []
    if (generator && generators.includes(generator)) generate(root, generator)
    if (command?.endsWith('services/loyalty -u')) writeOpenApi(root, 'loyalty')
  }
  const behind = generators.filter((name) => {
    try {
      generate(root, `${name}:check`)
      return false
    } catch {
      return true
    }
  })
  expect(behind).toEqual([])
  expect(settingsOf(root, 'loyalty')).toEqual({ GIFT_URL: expect.stringMatching(/^http:/) })
  const compiler = join(repositoryRoot, 'node_modules/typescript/bin/tsc')
  expect(run(root, compiler, '--noEmit', '-p', 'services/loyalty')).toBe('')
}, 120_000)
