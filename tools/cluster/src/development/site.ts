import type { Service } from '@stoa/topology'
import { brokerAccounts } from '../broker-accounts.ts'
import { databaseValues } from '../releases/databases.ts'

/** What differs in a cluster for development: values by the release of charts/third-party that takes them. */
export const developmentSite = (services: readonly Service[]): Readonly<Record<string, object>> => {
  const { cluster, databases } = databaseValues(services)
  return {
    postgres: {
      databases,
      cluster: {
        ...cluster,
        // `stoa verify` reads every database, through a port forward, which comes from the pod itself.
        enableSuperuserAccess: true,
        postgresql: {
          ...cluster.postgresql,
          pg_hba: [
            'hostssl sameuser all all scram-sha-256',
            'host all postgres 127.0.0.1/32 scram-sha-256',
            'host all all all reject',
          ],
        },
      },
    },
    nats: {
      configMap: { merge: { data: { 'accounts.conf': brokerAccounts(services) } } },
    },
    // The keys of the tokens are in the mesh, where istiod itself cannot fetch them: the edge does.
    istiod: { env: { PILOT_JWT_ENABLE_REMOTE_JWKS: 'hybrid' } },
  }
}
