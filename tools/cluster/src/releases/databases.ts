import { logSettings, quietSessions } from '@stoa/run'
import type { Service } from '@stoa/topology'
import { deployedServices } from '../deployed.ts'

/** A role, and the database of its name. */
export interface Role {
  readonly name: string
  /** The service that connects with it. */
  readonly service: string
  readonly inRoles: readonly string[]
  readonly readsReplicas: boolean
}

/** The Secret with the authority that signs the certificate of the server, in the namespace of the database. */
export const authoritySecret = 'postgres-authority'

/** The Secret with the password of a role, in the namespace of the database. */
export const roleSecretOf = (name: string): string => `role-${name}`

/**
 * A role for each service with a database, of the database's name; for one that monitors the server a role that may read
 * every view of statistics. A service for development is in no cluster.
 */
export function rolesOf(services: readonly Service[]): Role[] {
  return deployedServices({ services }).flatMap(
    ({ name, database, monitors = [], replicaReads }) => [
      ...(database === undefined
        ? []
        : [
            {
              name: database,
              service: name,
              inRoles: [],
              readsReplicas: replicaReads !== undefined,
            },
          ]),
      ...(monitors.includes('database')
        ? [{ name, service: name, inRoles: ['pg_monitor'], readsReplicas: false }]
        : []),
    ],
  )
}

/** The roles, databases and log settings of a Postgres cluster, as values of CloudNativePG's chart. */
export function databaseValues(services: readonly Service[]) {
  const roles = rolesOf(services)
  return {
    cluster: {
      initdb: { postInitSQL: [quietSessions] },
      postgresql: { parameters: logSettings },
      roles: roles.map(({ name, inRoles }) => ({
        ...{ name, ensure: 'present', login: true, inherit: true },
        ...(inRoles.length > 0 ? { inRoles } : {}),
        passwordSecret: { name: roleSecretOf(name) },
      })),
    },
    databases: roles.map(({ name }) => ({ name, owner: name, ensure: 'present' })),
  }
}
