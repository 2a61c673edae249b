import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { until } from '@stoa/run'
import { readRunningState, readTopology } from '@stoa/topology'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { connect } from './connect.ts'
import { kubectlIn } from './kubectl.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const secrets = {
  'istio-ingress/edge-serving': { 'tls.crt': 'certificate' },
  'database/postgres-superuser': { password: 'pass word' },
  'commerce/exporter-broker': { seed: 'SU123' },
}

/** A `kubectl` on PATH, for a cluster with these Secrets. */
function fakeKubectl(known: object) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-kubectl-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const program = join(folder, 'kubectl')
  copyFileSync(join(import.meta.dirname, '../../../test/fake-kubectl.js'), `${program}.mjs`)
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${program}.mjs' "$@"\n`)
  chmodSync(program, 0o755)
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(known))
  vi.stubEnv('PATH', [folder, dirname(process.execPath)].join(delimiter))
  vi.stubEnv('FAKE_KUBECTL', folder)
  const file = join(folder, 'forwards')
  return {
    folder,
    /** Each as context, namespace, service, ports and pid. */
    forwards: () =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .trim()
            .split('\n')
            .map((line) => line.split(' '))
        : [],
  }
}

const connectTo = (home: string, lines: string[] = []) =>
  connect({
    ...{ kubectl: kubectlIn('kind-stoa'), topology: readTopology(), home },
    ports: { edge: 8443, prometheus: 9090, jaeger: 16686 },
    log: (line) => void lines.push(line),
  })

const isThere = (pid: string | undefined) => existsSync(`/proc/${pid}`)

it('is found by commands as a running platform, until it is closed', async () => {
  const { folder, forwards } = fakeKubectl(secrets)
  const close = await connectTo(folder)
  const state = readRunningState(folder)
  expect(state).toMatchObject({ ready: true, urls: { edge: 'https://localhost:8443' } })
  const { caFile, postgres, nats } = state
  const files = [caFile, postgres?.passwordFile, nats?.monitorSeedFile].map(String)
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual([
    ...['certificate', 'pass word', 'SU123'],
  ])
  expect(nats?.monitorInbox).toBe('_INBOX_exporter')
  for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600)

  await until('three forwards', () => forwards().length === 3)
  expect(forwards().map((one) => one.slice(0, 4).join(' '))).toEqual(
    expect.arrayContaining([
      '--context=kind-stoa istio-ingress service/istio-ingressgateway 8443:443',
      `--context=kind-stoa database service/postgres-rw ${postgres?.port}:5432`,
      `--context=kind-stoa commerce service/nats ${nats?.port}:4222`,
    ]),
  )
  await close()
  const pids = forwards().map((one) => one[4])
  await until('the end of the forwards', () => !pids.some(isThere))
})

it('opens a forward again that has ended', async () => {
  const { folder, forwards } = fakeKubectl(secrets)
  const lines: string[] = []
  const close = await connectTo(folder, lines)
  writeFileSync(join(folder, 'end-nats'), '')
  const toNats = () => forwards().filter((one) => one[2] === 'service/nats')
  await until('the second forward to the broker', () => toNats().length === 2)
  expect(lines).toContain('the way to nats is lost (status 1); opening it again in 1 s')
  await close()
})

it('waits for a Secret that is not there yet, and says for which', async () => {
  const { folder } = fakeKubectl({ ...secrets, 'database/postgres-superuser': undefined })
  const lines: string[] = []
  const connecting = connectTo(folder, lines)
  await until('a line', () => lines.length > 0)
  expect(lines.join()).toContain('secrets "postgres-superuser" not found')
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets))
  await (await connecting)()
})

it('goes on trying without a kubectl', async () => {
  const { folder } = fakeKubectl(secrets)
  vi.stubEnv('PATH', '/nowhere')
  const lines: string[] = []
  const connecting = connectTo(folder, lines)
  await until('a line', () => lines.length > 0)
  expect(lines.join()).toContain('kubectl')
  vi.stubEnv('PATH', [folder, dirname(process.execPath)].join(delimiter))
  await (await connecting)()
})
