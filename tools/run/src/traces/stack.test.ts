import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it, onTestFinished } from 'vitest'
import { type Engine, findEngine } from './engine.ts'
import { openTraces } from './open.ts'

/** A folder for PATH with engines that record what they are asked, and fail for `refused`. */
function pathWith(engines: readonly Engine[], refused = 'nothing') {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-engine-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const asked = join(folder, 'asked')
  writeFileSync(asked, '')
  for (const engine of engines) {
    const file = join(folder, engine)
    writeFileSync(
      file,
      `#!/bin/sh\necho "${engine} $* $STOA_HOME $STOA_UID $STOA_PROMETHEUS" >> ${asked}\n/usr/bin/env > ${asked}.env\n[ "$1" != ${refused} ]\n`,
    )
    chmodSync(file, 0o755)
  }
  const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n')
  return { PATH: folder, asked: () => linesOf(asked), environment: () => linesOf(`${asked}.env`) }
}

async function open(env: NodeJS.ProcessEnv, ephemeral = false) {
  const lines: string[] = []
  const traces = await openTraces({
    ...{
      observability: true,
      ephemeral,
      env,
      home: '/home/stoa',
      prometheusUrl: 'http://127.0.0.1:9090',
    },
    log: (line) => void lines.push(line),
    ports: { near: async (wanted) => wanted, free: async () => 1 },
    find: () => undefined,
  })
  return { ...traces, lines }
}

it.each<[readonly Engine[], Engine]>([
  [['docker', 'podman'], 'docker'],
  [['podman'], 'podman'],
])(
  'with %j on PATH, %s runs observability/compose.yaml and receives the spans',
  async (engines, used) => {
    const { PATH, asked } = pathWith(engines)
    const settings = { PATH, STOA_TRACES_KEPT_PERCENT: '25' }
    const { resources, otlpEndpoint, jaegerUrl, keptPercent, lines } = await open(settings)
    expect(keptPercent).toBe(25)
    expect([otlpEndpoint, jaegerUrl]).toEqual(['http://127.0.0.1:4318', 'http://127.0.0.1:16686'])
    expect([resources.map(({ name, optional }) => [name, optional]), lines]).toEqual([
      [['stack', true]],
      [],
    ])
    const { command, args, env } = (await resources[0]?.program()) ?? {}
    spawnSync(command ?? '', args ?? [], { env })
    const file = join(repositoryRoot, 'observability/compose.yaml')
    expect(asked().at(-1)).toBe(
      `${used} compose -f ${file} up --no-color /home/stoa ${process.getuid?.()} http://127.0.0.1:9090`,
    )
  },
)

it('the containers run on the server that answered, and get no other setting of the environment', async () => {
  const { PATH, environment } = pathWith(['docker'])
  const server = {
    ...{ DOCKER_HOST: 'tcp://other:2376', DOCKER_CONTEXT: 'other', DOCKER_CONFIG: '/docker' },
    ...{ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs', CONTAINER_HOST: 'ssh://other' },
    ...{ CONTAINER_SSHKEY: '/key', SSH_AUTH_SOCK: '/agent', HOME: '/home/me' },
    ...{ XDG_RUNTIME_DIR: '/run/user/1', XDG_CONFIG_HOME: '/config' },
  }
  const lines = Object.entries(server).map(([name, value]) => `${name}=${value}`)
  const { resources } = await open({ PATH, ...server, TOKEN: 'secret', COMPOSE_FILE: 'other' })
  expect(environment()).toEqual(expect.arrayContaining(lines))
  const { command, args, env } = (await resources[0]?.program()) ?? {}
  spawnSync(command ?? '', args ?? [], { env })
  expect(environment()).toEqual(expect.arrayContaining(lines))
  expect(environment().join()).not.toMatch(/TOKEN|COMPOSE_FILE/)
})

it.each([
  ['none is on PATH', [], 'nothing'],
  ['its server does not answer', ['docker'], 'info'],
  ['it has no compose', ['docker', 'podman'], 'compose'],
] as const)('runs no container when %s, and says what is missing', async (_, engines, refused) => {
  const { PATH } = pathWith(engines, refused)
  expect(findEngine({ PATH })).toBeUndefined()
  const { resources, lines } = await open({ PATH })
  expect(resources).toEqual([])
  expect(lines.join('\n')).toContain('Grafana and Loki are not here')
})

it('runs no container beside a platform that takes any free ports', async () => {
  const { PATH } = pathWith(['docker'])
  expect(await open({ PATH }, true)).toMatchObject({ resources: [], otlpEndpoint: undefined })
})
