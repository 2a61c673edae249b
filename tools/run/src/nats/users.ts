import type { Service } from '@stoa/topology'
import type { Secrets } from '../secrets.ts'
import type { BrokerUser } from './config.ts'
import { type Nkey, nkeyOf } from './nkey.ts'
import { permissionsOf, probe, probePermissions } from './permissions.ts'

export const keyOf = (secrets: Secrets, user: string): Nkey => nkeyOf(secrets.of(`nats/${user}`))

/** Whom `stoa` commands are at the broker. */
export const operator = 'stoa'

export const brokerUsers = (secrets: Secrets, services: readonly Service[]): BrokerUser[] => [
  { publicKey: keyOf(secrets, operator).publicKey },
  { publicKey: keyOf(secrets, probe).publicKey, permissions: probePermissions },
  ...services.map((service) => ({
    publicKey: keyOf(secrets, service.name).publicKey,
    permissions: permissionsOf(service, services),
  })),
]
