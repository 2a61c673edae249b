import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { versionIn } from '../../bin/versions.js'
import { answersOk } from '../http-ok.ts'
import { replaceFile } from '../replace-file.ts'
import type { Resource } from '../supervisor/resource.ts'
import { sidecarOf } from './envoy.ts'
import { prometheusArguments } from './prometheus-arguments.ts'

export interface PrometheusOptions {
  readonly program: string
  /** Holds the configuration, the password and the data. */
  readonly folder: string
  readonly port: number
  readonly args: readonly string[]
  /** With which it authenticates to its sidecar. */
  readonly password: string
  /** The text of its configuration file, which names the file of the password. */
  configuration(passwordFile: string): string
}

/** Prometheus, on loopback; without additional arguments, no part of its API changes anything. */
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
      const dataFolder = await dataFolderFor(options.program, folder)
      const passwordFile = join(folder, 'scrape.password')
      const configFile = join(folder, 'prometheus.yaml')
      replaceFile(passwordFile, options.password, { mode: 0o600 })
      replaceFile(configFile, options.configuration(passwordFile), { mode: 0o600 })
      return {
        command: options.program,
        args: [...prometheusArguments({ configFile, dataFolder, port }), ...options.args],
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
