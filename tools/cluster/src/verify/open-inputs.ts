import { inboxOf } from '@stoa/run/permissions'
import { CannotRun, type Service } from '@stoa/topology'
import { type OpenVerifyInputs, openBroker, openDatabases } from '@stoa/verify'
import type { Forwarded, Kubectl } from '../check/kubectl.ts'
import { deployedServices } from '../deployed.ts'
import { authorityCertificateSecret, databaseHost } from '../releases/secrets.ts'
import { createReader, dropReader } from './reader.ts'

export interface ClusterAccess {
  readonly kubectl: Kubectl
  forward(namespace: string, service: string, port: number): Promise<Forwarded>
}

export interface ClusterInputsOptions {
  readonly services: readonly Service[]
  readonly withinSeconds: number
}

/**
 * Opens the databases of a cluster for a role that may only read them, and its broker for its monitor, both by forwarded ports.
 * @throws CannotRun where kubectl cannot
 */
export async function openClusterInputs(
  { kubectl, forward }: ClusterAccess,
  { services, withinSeconds }: ClusterInputsOptions,
): Promise<OpenVerifyInputs> {
  const deployed = deployedServices({ services })
  const monitor = deployed.find(({ monitors }) => monitors?.includes('broker'))
  if (!monitor) throw new CannotRun('no service monitors the broker')
  const ca = await readSecret(kubectl, authorityCertificateSecret, 'ca.crt')
  const monitorSeed = await readSecret(kubectl, `${monitor.name}-broker`, 'seed')
  const opened = new AsyncDisposableStack()
  const forwarded = async (namespace: string, service: string, port: number) => {
    const at = await forward(namespace, service, port)
    opened.defer(() => at.close())
    return at
  }
  try {
    const reader = await createReader(kubectl)
    opened.defer(() => dropReader(kubectl, reader))
    const postgres = await forwarded('database', 'postgres-rw', 5432)
    const nats = await forwarded('commerce', 'nats', 4222)
    const db = openDatabases({
      ...{ host: postgres.hostname, port: postgres.port, ...reader },
      ssl: { ca, servername: databaseHost },
    })
    opened.defer(() => db.close())
    return {
      ...{ db, withinSeconds, services: deployed, history: { requests: [], seen: [] } },
      broker: openBroker({ port: nats.port, monitorSeed, inbox: inboxOf(monitor.name) }),
      close: () => opened.disposeAsync(),
    }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

async function readSecret(kubectl: Kubectl, name: string, key: string): Promise<string> {
  const printed = await kubectl([
    ...['get', 'secret', '--namespace=commerce', name, '--output=json'],
  ])
  const { data } = JSON.parse(printed) as { readonly data?: Readonly<Record<string, string>> }
  const value = data?.[key]
  if (value === undefined) throw new CannotRun(`the Secret commerce/${name} has no ${key}`)
  return Buffer.from(value, 'base64').toString()
}
