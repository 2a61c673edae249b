import type { Release } from './release.ts'

const fromSecret = (name: string, key: string) => ({ name, key })

/** Values of the Postgres of a region that stands by: it follows the one of the serving region, and accepts no writes. */
export const standbyValues = (host: string): object => ({
  mode: 'replica',
  replica: {
    bootstrap: { source: 'pg_basebackup' },
    origin: {
      pg_basebackup: {
        ...{ host, port: 5432, username: 'streaming_replica', database: 'postgres' },
        sslMode: 'verify-full',
        sslKeySecret: fromSecret('postgres-replication', 'tls.key'),
        sslCertSecret: fromSecret('postgres-replication', 'tls.crt'),
        sslRootCertSecret: fromSecret('postgres-authority', 'ca.crt'),
      },
    },
  },
  // They come with the log that it follows.
  databases: [],
})

/** The releases of a region that stands by: all but those that would write, or let requests in. */
export function onStandby(releases: readonly Release[]): Release[] {
  const kept = releases.filter(({ standby }) => standby)
  const names = new Set(kept.map(({ name }) => name))
  return kept.map((release) => ({
    ...release,
    after: release.after.filter((name) => names.has(name)),
  }))
}
