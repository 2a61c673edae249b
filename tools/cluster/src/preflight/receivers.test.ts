import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { readReleases } from '../releases/read.ts'
import { valuesFiles } from '../releases/values.ts'
import { mergedValues, type Values } from './merge-values.ts'
import { valueFaults } from './value-faults.ts'

/** The faults of a site whose `monitoring.yaml` has this text, and its values. */
function monitoring(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-receivers-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'monitoring.yaml'), text)
  const release = readReleases().find(({ name }) => name === 'monitoring')
  if (!release) throw new Error('there is no release monitoring')
  const site = { profile: 'production', folder, derivedFolder: join(folder, 'derived') } as const
  const values = mergedValues(valuesFiles(release, site))
  return { faults: valueFaults(['monitoring'], () => values), values }
}
const receivers = (...names: readonly string[]) =>
  `alertmanager: { config: { receivers: [${names.map((name) => `{ name: ${name} }`).join()}] } }`
const ours: readonly { readonly name: string }[] = parse(
  readFileSync(join(repositoryRoot, 'observability/alertmanager.yaml'), 'utf8'),
).receivers
const names = ours.map(({ name }) => name)

it('the receivers that come with the platform are those of its routes', () => {
  expect(monitoring('').faults).toEqual([])
  expect(monitoring(receivers(...names, 'chat')).faults).toEqual([])
})

it.each(names)('a site whose list lacks %s is refused', (name) => {
  const { faults } = monitoring(receivers(...names.filter((other) => other !== name)))
  expect(faults).toEqual([
    expect.stringContaining(`the value alertmanager.config.receivers: routes name ${name}, which`),
  ])
})

it('a site with one receiver of its own is refused by the names of all others', () => {
  const [fault] = monitoring(receivers('pager')).faults
  for (const name of names) expect(fault).toContain(name)
})

it('a site with routes of its own needs the receivers of these', () => {
  const route = (receiver: string) =>
    `alertmanager: { config: { route: { receiver: pager, routes: [{ receiver: ${receiver} }] }, receivers: [{ name: pager }] } }`
  expect(monitoring(route('pager')).faults).toEqual([])
  expect(monitoring(route('chat')).faults[0]).toContain('routes name chat, which')
})

it('a receiver whose name comes twice is refused: Alertmanager would not load the list', () => {
  const { faults } = monitoring(receivers(...names, 'chat', 'chat', 'nobody'))
  expect(faults).toEqual([
    expect.stringMatching(/^the value alertmanager\.config\.receivers: .* chat, nobody .*once/),
  ])
})

it.each(['route: { receiver: "" }', 'route: { receiver: }', 'route: null'])(
  'a site that takes the default receiver away is refused: %s',
  (route) => {
    expect(monitoring(`alertmanager: { config: { ${route} } }`).faults).toEqual([
      expect.stringContaining('the value alertmanager.config.route.receiver: expected'),
    ])
  },
)

it('a route below may leave its receiver to the one above it', () => {
  for (const below of ['receiver: ""', 'receiver:', 'continue: true']) {
    const text = `alertmanager: { config: { route: { routes: [{ ${below} }] } } }`
    expect(monitoring(text).faults).toEqual([])
  }
})

it('the list does not matter where no Alertmanager is installed', () => {
  const text = 'alertmanager: { enabled: false, config: { receivers: [] } }'
  expect(monitoring(text).faults).toEqual([])
})

const page = readFileSync(join(repositoryRoot, 'docs/how-to/run-in-a-cluster.md'), 'utf8')
const example = /^# clusters\/prod\/monitoring\.yaml[\s\S]*?(?=^```)/m.exec(page)?.[0] ?? ''

it('the example of run-in-a-cluster.md has a receiver for every route, and each but nobody tells someone', () => {
  const { faults, values } = monitoring(example)
  expect(faults).toEqual([])
  const { config } = values.alertmanager as { config: { receivers: Values[] } }
  const silent = config.receivers.filter((one) => Object.keys(one).length === 1)
  expect(silent).toEqual([{ name: 'nobody' }])
  expect(config.receivers.map(({ name }) => name)).toEqual(names)
})
