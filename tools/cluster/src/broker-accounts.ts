import { monitorPermissionsOf, type Permissions, permissionsOf } from '@stoa/run/permissions'
import { type Service, usesBroker } from '@stoa/topology'

/** The file, beside the accounts, that holds the public key of a user. */
export const keyFileOf = (service: string): string => `key-${service}.conf`

export const keyFileText = (publicKey: string): string => `nkey: ${publicKey}\n`

const list = (subjects: readonly string[]) => JSON.stringify(subjects).replaceAll(',', ', ')

const user = (name: string, { publish, subscribe }: Permissions) => `    {
      include ./${keyFileOf(name)}
      permissions: {
        publish: { allow: ${list(publish)} }
        subscribe: { allow: ${list(subscribe)} }
      }
    }`

const users = (name: string, all: readonly string[]) =>
  [`  ${name} {`, '    users: [', ...all.map(indented), '    ]', '  }'].join('\n')

const indented = (text: string) => text.replaceAll(/^/gm, '  ')

/**
 * The accounts of nats-server as a file that its configuration includes. One account holds every stream; a service's
 * user may do what its service.yaml says, and a monitor's user is of the system account. The key of each is in a file of
 * its own, so that nats-server takes a new one when it reloads, and one that is not used yet is no error.
 */
export function brokerAccounts(services: readonly Service[]): string {
  const clients = services.filter((service) => usesBroker(service))
  const isMonitor = ({ monitors = [] }: Service) => monitors.includes('broker')
  const client = clients.filter((service) => !isMonitor(service))
  return `# Written from the service.yaml files by \`npm run charts\`.
accounts {
${users(
  'COMMERCE',
  client.map((service) => user(service.name, permissionsOf(service, services))),
).replace('    users', '    jetstream: enabled\n    users')}
${users(
  'SYS',
  clients.filter(isMonitor).map((service) => user(service.name, monitorPermissionsOf(service))),
)}
}
system_account: SYS
`
}
