import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { answersOk } from '../http-ok.ts'
import { replaceFile } from '../replace-file.ts'
import type { Resource } from '../supervisor/resource.ts'

export interface AlertmanagerOptions {
  readonly program: string
  /** Holds its silences and its log of notifications. */
  readonly folder: string
  readonly port: number
  /** Absent: alerts are shown and sent nowhere. */
  readonly configFile?: string | undefined
}

const silent = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n'

/** A single Alertmanager, on loopback. */
export const alertmanagerResource = (options: AlertmanagerOptions): Resource => ({
  name: 'alertmanager',
  kind: 'alertmanager',
  after: [],
  ports: { http: options.port },
  sockets: {},
  optional: true,
  program() {
    const { folder, port } = options
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const ownFile = join(folder, 'alertmanager.yaml')
    if (!options.configFile) replaceFile(ownFile, silent, { mode: 0o600 })
    return {
      command: options.program,
      args: [
        `--config.file=${options.configFile ?? ownFile}`,
        ...[`--storage.path=${folder}`, '--data.retention=120h'],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
        '--log.level=warn',
      ],
      env: { PATH: process.env.PATH, GOGC: '40', GOMAXPROCS: '1' },
      // The fetched program reads its templates there.
      cwd: dirname(options.program),
      onOrphaned: 'TERM',
    }
  },
  isReady: () => answersOk({ port: options.port }, '/-/ready'),
  stop: { signal: 'SIGTERM', withinMs: 3000 },
})
