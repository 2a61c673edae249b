import type { Permissions } from './permissions.ts'

export interface BrokerUser {
  readonly publicKey: string
  /** Absent: may do everything. */
  readonly permissions?: Permissions
}

export interface BrokerConfig {
  readonly port: number
  readonly monitorPort: number
  readonly storeDir: string
  /** Absent: anybody on loopback may do everything, as for tests of packages. */
  readonly users?: readonly BrokerUser[]
}

/** The text of nats-server's configuration file. JSON strings are valid in it. */
export function configText(config: BrokerConfig): string {
  const { port, monitorPort, storeDir, users } = config
  return [
    'server_name: stoa',
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitorPort}"`,
    'max_payload: 8MB',
    'write_deadline: "10s"',
    'jetstream {',
    `  store_dir: ${JSON.stringify(storeDir)}`,
    '  max_memory_store: 256MB',
    '  max_file_store: 16GB',
    '}',
    ...(users ? ['authorization {', '  users: [', ...users.map(userText), '  ]', '}'] : []),
    '',
  ].join('\n')
}

function userText({ publicKey, permissions }: BrokerUser): string {
  const allowed = permissions
    ? `, permissions: { publish: { allow: ${JSON.stringify(permissions.publish)} }, subscribe: { allow: ${JSON.stringify(permissions.subscribe)} } }`
    : ''
  return `    { nkey: ${publicKey}${allowed} }`
}
