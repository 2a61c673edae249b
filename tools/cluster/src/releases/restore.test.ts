import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { momentOf, restoreValues } from './restore.ts'
import { valuesFolder } from './values.ts'

const at = '2026-06-01T12:00:00Z'
const folder = mkdtempSync(join(tmpdir(), 'stoa-restore-'))
const site = join(folder, 'postgres.yaml')
writeFileSync(site, 'backups: { destinationPath: s3://bucket/, endpointURL: https://s3.example }')
const ofProduction = ['postgres.yaml', 'postgres.production.yaml'].map((file) =>
  join(repositoryRoot, valuesFolder, file),
)

describe('a restored cluster', () => {
  it('is made from the store and the credentials of the backups, up to the moment', () => {
    expect(restoreValues([...ofProduction, site], at)).toMatchObject({
      mode: 'recovery',
      recovery: {
        ...{ method: 'plugin', clusterName: 'postgres', pitrTarget: { time: at } },
        pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
        ...{ destinationPath: 's3://bucket/', endpointURL: 'https://s3.example', provider: 's3' },
        secret: { create: false, name: 'postgres-backups' },
      },
    })
  })

  it('never writes where the backups of the serving cluster are, and is removed with its release', () => {
    expect(restoreValues([...ofProduction, site], at)).toMatchObject({
      backups: { enabled: false },
      cluster: { annotations: { 'helm.sh/resource-policy': '' }, services: { additional: [] } },
    })
  })

  it('is refused without backups, or without the place where they are', () => {
    expect(() => restoreValues([site], at)).toThrow('there are no backups to restore')
    expect(() => restoreValues(ofProduction, at)).toThrow('`backups.destinationPath`')
  })
})

describe('the moment', () => {
  const now = new Date('2026-06-02T00:00:00Z')
  it('is a time of the past', () => {
    expect(momentOf(at, now)).toBe(at)
    expect(() => momentOf('yesterday', now)).toThrow('expected a time such as')
    expect(() => momentOf(undefined, now)).toThrow('found none')
    expect(() => momentOf('2026-06-02T00:00:01Z', now)).toThrow('lies in the future')
  })
})
