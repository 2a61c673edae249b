import type { Permissions } from './permissions.ts'

export interface BrokerUser {
  readonly publicKey: string
  /** Absent: may do everything in its account. */
  readonly permissions?: Permissions
}

export interface BrokerUsers {
  /** Of the one account that holds every stream. */
  readonly clients: readonly BrokerUser[]
  /** Of the system account, which answers for the server itself. */
  readonly system: readonly BrokerUser[]
}

export interface BrokerConfig {
  readonly port: number
  readonly storeDir: string
  /** Absent: everybody on loopback may use every stream, as for tests of packages. */
  readonly users?: BrokerUsers
}

/**
 * The text of nats-server's configuration file. JSON strings are valid in it. There is no monitoring port: it cannot
 * authenticate, and the system account answers the same questions.
 */
export function configText({ port, storeDir, users }: BrokerConfig): string {
  return [
    'server_name: stoa',
    `listen: "127.0.0.1:${port}"`,
    'max_payload: 8MB',
    'write_deadline: "10s"',
    'jetstream {',
    `  store_dir: ${JSON.stringify(storeDir)}`,
    '  max_memory_store: 256MB',
    '  max_file_store: 16GB',
    '}',
    ...(users ? brokerUsersText(users) : []),
    '',
  ].join('\n')
}

/** The lines of the configuration that name the users of both accounts. */
export const brokerUsersText = (users: BrokerUsers): string[] => [
  ...['authorization {', ...usersText(users.clients), '}'],
  ...['accounts {', '  $SYS {', ...usersText(users.system).map(indented), '  }', '}'],
]

const indented = (line: string) => `  ${line}`

const usersText = (users: readonly BrokerUser[]): string[] => [
  ...['  users: [', ...users.map((user) => indented(indented(userText(user)))), '  ]'],
]

function userText({ publicKey, permissions }: BrokerUser): string {
  const allowed = permissions
    ? `, permissions: { publish: { allow: ${JSON.stringify(permissions.publish)} }, subscribe: { allow: ${JSON.stringify(permissions.subscribe)} } }`
    : ''
  return `{ nkey: ${publicKey}${allowed} }`
}
