import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { versionIn } from '../../bin/versions.js'
import { answersOk } from '../http-ok.ts'
import { replaceFile } from '../replace-file.ts'
import type { Resource } from '../supervisor/resource.ts'
import { sidecarOf } from './envoy.ts'

export interface PrometheusOptions {
  readonly program: string
  /** Holds the configuration, the password and the data. */
  readonly folder: string
  readonly port: number
  /** With which it authenticates to its sidecar. */
  readonly password: string
  /** The text of its configuration file, which names the file of the password. */
  configuration(passwordFile: string): string
}

/** Prometheus, on loopback, without the parts of its API that change anything. */
export function prometheusResource(options: PrometheusOptions): Resource {
  const { folder, port } = options
  return {
    name: 'prometheus',
    kind: 'prometheus',
    after: [sidecarOf('prometheus')],
    ports: { http: port },
    sockets: {},
    optional: true,
    async program() {
      const data = await dataFolderFor(options.program, folder)
      const passwordFile = join(folder, 'scrape.password')
      const configFile = join(folder, 'prometheus.yaml')
      replaceFile(passwordFile, options.password, { mode: 0o600 })
      replaceFile(configFile, options.configuration(passwordFile), { mode: 0o600 })
      return {
        command: options.program,
        args: [
          `--config.file=${configFile}`,
          `--storage.tsdb.path=${data}`,
          ...['--storage.tsdb.retention.time=32d', '--storage.tsdb.retention.size=1GB'],
          `--web.listen-address=127.0.0.1:${port}`,
          // By default a page of any origin may read the API.
          `--web.cors.origin=http://127\\.0\\.0\\.1:${port}`,
          ...['--web.max-connections=64', '--query.timeout=20s', '--query.max-concurrency=4'],
          ...['--query.max-samples=10000000', '--enable-feature=exemplar-storage'],
          // At its start it knows no Alertmanager yet and drops what fires; by default it sends that again after a minute.
          ...['--rules.alert.resend-delay=15s', '--log.level=warn'],
        ],
        // More frequent collections halve what Go otherwise keeps as garbage.
        env: { PATH: process.env.PATH, GOGC: '40', GOMAXPROCS: '1' },
        cwd: folder,
        onOrphaned: 'TERM',
      }
    },
    isReady: () => answersOk({ port }, '/-/ready'),
    stop: { signal: 'SIGTERM', withinMs: 3000 },
  }
}

/** Prometheus 2 cannot read what Prometheus 3 has written. */
async function dataFolderFor(program: string, folder: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, ['--version'])
  const [major] = (versionIn(`${stdout}${stderr}`) ?? '').split('.')
  const data = join(folder, `data-${major}`)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  return data
}
