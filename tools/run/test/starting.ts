import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology, repositoryRoot, type Service } from '@stoa/topology'
import { developmentSettings } from '../src/development-settings.ts'
import { brokerUsers, keyOf, monitor } from '../src/nats/users.ts'
import { openPorts } from '../src/ports.ts'
import { natsResource } from '../src/resources/nats.ts'
import { openSecrets } from '../src/secrets.ts'
import { supervise } from '../src/supervisor/supervisor.ts'
import { readTools } from '../src/tools.ts'
import { type Answer, getOver } from './get-over.ts'

export interface StartedService {
  get(path: string): Promise<Answer>
  /** What it has written to its log, from the level `warn` on. */
  log(): string
  /** Sends SIGTERM; the exit status, or the signal that ended it. */
  stop(): Promise<number | NodeJS.Signals | null>
}

/** Where services are started by themselves, beside a broker that is away until `startBroker`. */
export async function openStart() {
  const { services } = readTopology()
  const home = mkdtempSync(join(tmpdir(), 'stoa-start-'))
  const secrets = openSecrets(join(home, 'secret.key'))
  const tools = await readTools(process.env)
  const port = await openPorts({ ephemeral: true, log: () => undefined }).free()
  const broker = supervise({
    logFile: (name) => join(home, `${name}.log`),
    ...{ log: () => undefined, onReady: () => undefined, onChange: () => undefined },
  })
  const started: StartedService[] = []

  return {
    services,
    home,
    start(service: Service, databaseUrl: string): StartedService {
      const socket = join(home, `${started.length}.sock`)
      const main = join(repositoryRoot, `services/${service.name}/src/main.ts`)
      const child = spawn(tools.node, [main], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...developmentSettings(service, secrets),
          ...{ PATH: process.env.PATH, LISTEN: socket, LOG_LEVEL: 'warn' },
          DATABASE_URL: databaseUrl,
          NATS_URL: `nats://127.0.0.1:${port}`,
          NATS_NKEY_SEED: keyOf(secrets, service.name).seed,
        },
      })
      const handle = { get: (path: string) => getOver(socket, path), ...following(child) }
      started.push(handle)
      return handle
    },
    startBroker: () =>
      broker.start([
        natsResource({
          ...{ program: tools.natsServer, folder: join(home, 'nats'), port },
          users: brokerUsers(secrets, services),
          monitorSeed: keyOf(secrets, monitor).seed,
        }),
      ]),
    async close() {
      await Promise.all(started.map(({ stop }) => stop()))
      await broker.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function following(child: ChildProcess): Pick<StartedService, 'log' | 'stop'> {
  let log = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  return {
    log: () => log,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}
