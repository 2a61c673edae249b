import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import { mergedValues } from '../preflight/merge-values.ts'
import { shapedAs } from '../preflight/shaped-as.ts'
import type { Release } from './release.ts'

export const restoredName = 'postgres-restored'

const backupsSchema = z.looseObject({
  enabled: z.boolean().optional(),
  pluginConfiguration: z.record(z.string(), z.unknown()).optional(),
  destinationPath: z.string().optional(),
})
const valuesSchema = z.looseObject({ backups: backupsSchema.default({}) })

/** The moment to restore. @throws CannotRun where it is none, or lies ahead of `now` */
export function momentOf(text: string | undefined, now: Date): string {
  const moment = z.iso.datetime({ offset: true }).safeParse(text)
  if (!moment.success)
    throw new CannotRun(
      `--at: expected a time such as 2026-06-01T12:00:00Z, found ${text ?? 'none'}`,
    )
  if (new Date(moment.data) > now)
    throw new CannotRun(`--at: ${moment.data} lies in the future; no backup has it`)
  return moment.data
}

/** What an earlier restore has left. */
export interface Restored {
  /** The moment that its release was asked for. */
  readonly asked?: string | undefined
  /** Its Postgres, with the moment that it was restored to, if it was to one. */
  readonly cluster?: { readonly at: string | undefined }
}

/** A Postgres is restored while it is made, and never again. @throws CannotRun where one of another moment is there */
export function requireSameMoment({ asked, cluster }: Restored, at: string): void {
  const isOther = (moment: string) => Date.parse(moment) !== Date.parse(at)
  const moments = [
    ...(cluster ? [cluster.at ?? 'another moment'] : []),
    ...(asked === undefined ? [] : [asked]),
  ]
  const other = moments.find(isOther)
  if (other !== undefined)
    throw new CannotRun(
      `${restoredName} is there as of ${other}, and no other moment can be restored into it: remove it as step 3 of docs/how-to/restore-the-databases.md says, then run the same command again`,
    )
}

/** The release that holds what was restored, beside the one that serves. */
export const restoredRelease = (postgres: Release): Release => ({
  ...postgres,
  ...{ name: restoredName, waitMinutes: 60 },
  ready: 'the copy and the WAL up to the moment are replayed, and the server accepts connections',
})

/**
 * Values over those of the serving cluster, of which one instance is restored from its backups as they were at the
 * moment. It writes no backups of its own: those would mix with the first one's. @throws CannotRun where there are none
 */
export function restoreValues(files: readonly string[], at: string): object {
  const { backups } = shapedAs(valuesSchema, mergedValues(files), 'postgres')
  const { enabled, destinationPath, pluginConfiguration, ...others } = backups
  if (!enabled || !destinationPath)
    throw new CannotRun(
      'there are no backups to restore: they need the profile production, and `backups.destinationPath` in <site>/postgres.yaml',
    )
  const { provider, endpointURL, endpointCA, s3, secret } = others
  const store = Object.entries({ provider, endpointURL, endpointCA, s3, secret, destinationPath })
  return {
    fullnameOverride: restoredName,
    mode: 'recovery',
    recovery: {
      ...{
        method: 'plugin',
        clusterName: 'postgres',
        pitrTarget: { time: at },
        pluginConfiguration,
      },
      ...{ database: 'maintenance', owner: 'maintenance' },
      ...Object.fromEntries(store.filter(([, value]) => value !== undefined)),
    },
    backups: { enabled: false },
    databases: [],
    cluster: {
      ...{ instances: 1, enablePDB: false },
      // One instance has no standby that could confirm what it commits: the operator refuses it where one has to.
      postgresql: { synchronous: null },
      // The other region follows the serving cluster, by a Service of one name.
      services: { additional: [] },
    },
  }
}
