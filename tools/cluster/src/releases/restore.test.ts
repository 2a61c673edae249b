import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
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

  it('waits for no standby, since it is alone', () => {
    expect(restoreValues([...ofProduction, site], at)).toMatchObject({
      cluster: { instances: 1, postgresql: { synchronous: null } },
    })
  })

  it('never writes where the backups of the serving cluster are', () => {
    expect(restoreValues([...ofProduction, site], at)).toMatchObject({
      backups: { enabled: false },
      cluster: { services: { additional: [] } },
    })
  })

  it('keeps its volumes when its release is removed, as every Postgres of ours does', () => {
    const annotations = (values: { cluster?: object }) =>
      (values.cluster as { annotations?: object } | undefined)?.annotations
    const [common = ''] = ofProduction
    expect(annotations(parse(readFileSync(common, 'utf8')))).toEqual({
      'helm.sh/resource-policy': 'keep',
    })
    expect(annotations(restoreValues([...ofProduction, site], at))).toBeUndefined()
  })

  it('has, in the place of a lost one, the values that the page gives: recovered from the old backups, with new ones elsewhere', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/how-to/restore-the-databases.md'), 'utf8')
    const lost = parse(/```yaml clusters\/prod\/postgres.yaml\n([^`]+)```/.exec(page)?.[1] ?? '')
    const old = join(folder, 'old.yaml')
    const { destinationPath, endpointURL } = lost.recovery
    writeFileSync(old, stringify({ backups: { destinationPath, endpointURL } }))
    const beside = restoreValues([...ofProduction, old], lost.recovery.pitrTarget.time)
    const { mode, recovery } = beside as { mode: string; recovery: object }
    expect({ mode: lost.mode, recovery: lost.recovery }).toEqual({ mode, recovery })
    expect(Object.keys(lost)).toEqual(['mode', 'recovery', 'backups'])
    expect(lost.backups).toEqual({ endpointURL, destinationPath: expect.stringMatching(/^s3:/) })
    expect(lost.backups.destinationPath).not.toBe(destinationPath)
  })

  it('is refused without backups, or without the place where they are', () => {
    expect(() => restoreValues([site], at)).toThrow('there are no backups to restore')
    expect(() => restoreValues(ofProduction, at)).toThrow('`backups.destinationPath`')
  })

  it.each([
    ['backups: [', 'damaged.yaml cannot be read: '],
    ['backups: text', 'backups: Invalid input: expected object, received string; correct'],
  ])('is refused where the values of the site are damaged: %s', (text, said) => {
    const damaged = join(folder, 'damaged.yaml')
    writeFileSync(damaged, text)
    expect(() => restoreValues([...ofProduction, damaged], at)).toThrow(CannotRun)
    expect(() => restoreValues([...ofProduction, damaged], at)).toThrow(said)
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
