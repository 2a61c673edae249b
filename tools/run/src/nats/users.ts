import type { Service } from '@stoa/topology'
import type { Secrets } from '../secrets.ts'
import type { BrokerUser, BrokerUsers } from './config.ts'
import { type Nkey, nkeyOf } from './nkey.ts'
import {
  monitorPermissions,
  monitorPermissionsOf,
  type Permissions,
  permissionsOf,
  probe,
  probePermissions,
} from './permissions.ts'

export const keyOf = (secrets: Secrets, user: string): Nkey => nkeyOf(secrets.of(`nats/${user}`))

/** The user of `stoa` commands that read or change streams. */
export const operator = 'stoa'

/** The user of the system account. */
export const monitor = '$SYS/monitor'

export function brokerUsers(secrets: Secrets, services: readonly Service[]): BrokerUsers {
  const user = (name: string, permissions: Permissions): BrokerUser => ({
    publicKey: keyOf(secrets, name).publicKey,
    permissions,
  })
  const isMonitor = ({ monitors = [] }: Service) => monitors.includes('broker')
  const monitors = services.filter(isMonitor)
  const clients = services.filter((service) => !isMonitor(service))
  return {
    clients: [
      { publicKey: keyOf(secrets, operator).publicKey },
      user(probe, probePermissions),
      ...clients.map((service) => user(service.name, permissionsOf(service, services))),
    ],
    system: [
      user(monitor, monitorPermissions),
      ...monitors.map((service) => user(service.name, monitorPermissionsOf(service))),
    ],
  }
}
