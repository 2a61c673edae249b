import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

export interface Kubectl {
  /** The values of a Secret. @throws Error when the cluster does not have it, or does not answer */
  secret(namespace: string, name: string): Promise<Readonly<Record<string, string>>>
  /** Forwards a port of this machine, on loopback, to one of a Service, until the process ends. */
  forward(to: Forward): ChildProcess
}

export interface Forward {
  readonly namespace: string
  readonly service: string
  readonly port: number
  readonly localPort: number
}

const run = promisify(execFile)

/** Calls `kubectl` of PATH in one context of the kubeconfig. */
export function kubectlIn(context: string): Kubectl {
  const within = (namespace: string) => [`--context=${context}`, `--namespace=${namespace}`]
  return {
    async secret(namespace, name) {
      const args = [...within(namespace), 'get', 'secret', name, '--output=json']
      const { stdout } = await run('kubectl', args)
      const { data = {} } = JSON.parse(stdout) as { data?: Record<string, string> }
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString('utf8'),
        ]),
      )
    },
    forward: ({ namespace, service, port, localPort }) =>
      spawn(
        'kubectl',
        [...within(namespace), 'port-forward', `service/${service}`, `${localPort}:${port}`],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      ),
  }
}
