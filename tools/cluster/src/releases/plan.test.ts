import { describe, expect, it } from 'vitest'
import { firstOfTwo, type Installed } from './installed.ts'
import { planOf, type Verb } from './plan.ts'
import { type Release, releasesOf, releasesSchema } from './release.ts'

const release = (name: string, after: string[]) => ({
  ...{
    name,
    after,
    namespace: 'n',
    chart: name,
    version: '1.2.0',
    repository: 'https://c.example',
  },
  ...{ ready: 'it runs', waitMinutes: 1 },
})
const releases: readonly Release[] = releasesSchema.parse({
  releases: [release('a', []), release('b', ['a']), release('c', ['b'])],
}).releases

const state = (name: string, status = 'deployed', history: Installed['history'] = []) => ({
  ...{ name, namespace: 'n', revision: history.length || 1, status, history },
  ...{ chart: `${name}-1.2.0`, isHalfChanged: false, updatedMs: 0 },
})
const past = (...statuses: string[]) =>
  statuses.map((status, index) => ({ revision: index + 1, status, description: '' }))

const actionOn = (verb: Verb, installed: Installed) =>
  planOf(releases, [installed, state('b'), state('c')], { verb, only: ['a'] }).map(
    ({ action }) => action,
  )

describe('a plan', () => {
  it.each([
    ['install', 'deployed', { type: 'keep' }],
    ['install', 'failed', { type: 'upgrade' }],
    ['install', 'uninstalling', { type: 'reinstall' }],
    ['install', 'uninstalled', { type: 'install' }],
    ['upgrade', 'deployed', { type: 'upgrade' }],
    ['upgrade', 'failed', { type: 'upgrade' }],
  ] as const)('to %s one that is %s', (verb, status, action) => {
    expect(actionOn(verb, state('a', status))).toEqual([action])
  })

  it.each([
    [['pending-install'], { type: 'reinstall' }],
    [['failed', 'pending-upgrade'], { type: 'reinstall' }],
    [['deployed', 'pending-upgrade'], { type: 'recover', revision: 1, takesOver: false }],
    [
      ['superseded', 'deployed', 'failed', 'pending-rollback'],
      { type: 'recover', revision: 2, takesOver: false },
    ],
  ])('mends one with the revisions %j', (statuses, action) => {
    const installed = state('a', statuses.at(-1), past(...statuses))
    expect(actionOn('install', installed)).toEqual([action])
    expect(actionOn('upgrade', installed)).toEqual([action])
  })

  it('rolls back once: the second time there is nothing to do', () => {
    const twice = past('superseded', 'superseded', 'deployed')
    const rollback = (history: Installed['history']) =>
      planOf(releases, [state('a', 'deployed', history)], { verb: 'rollback', only: ['a'] })
    expect(rollback(twice)[0]?.action).toEqual({ type: 'rollback', revision: 2 })
    const done = twice.map((entry) =>
      entry.revision === 3 ? { ...entry, description: 'Rollback to 1' } : entry,
    )
    expect(rollback(done)[0]).toMatchObject({
      ...{ action: { type: 'keep' }, reason: 'already rolled back: Rollback to 1' },
    })
    expect(rollback(past('deployed'))[0]).toMatchObject({
      ...{ action: { type: 'keep' }, reason: 'there is no earlier revision' },
    })
  })

  it.each([
    ['an upgrade', { 3: firstOfTwo }],
    [
      'one that was finished after it had been left half-way',
      { 2: firstOfTwo, 3: 'Rollback to 2' },
    ],
  ])('goes back over both calls of %s that took autoscalers away', (_, notes) => {
    const history = past('superseded', 'superseded', 'superseded', 'deployed').map((entry) => ({
      ...entry,
      description: new Map(Object.entries(notes)).get(String(entry.revision)) ?? '',
    }))
    const revision = '2' in notes ? 1 : 2
    expect(actionOn('rollback', state('a', 'deployed', history))).toEqual([
      { type: 'rollback', revision },
    ])
  })

  it('never goes back to a revision that failed, which a later one superseded', () => {
    const history = past('superseded', 'superseded', 'pending-upgrade').map((entry) =>
      entry.revision === 2 ? { ...entry, description: 'Upgrade "a" failed: not ready' } : entry,
    )
    expect(actionOn('install', state('a', 'pending-upgrade', history))).toEqual([
      { type: 'recover', revision: 1, takesOver: false },
    ])
  })

  it('says that another version is installed, which an upgrade replaces', () => {
    const older = { ...state('a'), chart: 'a-1.1.0' }
    expect(planOf(releases, [older], { verb: 'install', only: ['a'] })[0]).toMatchObject({
      ...{
        action: { type: 'keep' },
        reason: expect.stringContaining('a-1.1.0; this file says 1.2.0'),
      },
    })
  })

  it('tells a release of the same name in another namespace apart', () => {
    const elsewhere = { ...state('a'), namespace: 'other' }
    expect(planOf(releases, [elsewhere], { verb: 'install', only: ['a'] })[0]?.action.type).toBe(
      'install',
    )
  })

  it('refuses a release without what it needs', () => {
    expect(() => planOf(releases, [state('a')], { verb: 'install', only: ['c'] })).toThrow(
      'c needs b, which is not installed: add it to --only',
    )
    expect(planOf(releases, [state('a')], { verb: 'install', only: ['b', 'c'] })).toHaveLength(2)
  })

  it('refuses to remove what an installed release needs', () => {
    const all = [state('a'), state('b'), state('c')]
    expect(() => planOf(releases, all, { verb: 'uninstall', only: ['b'] })).toThrow(
      'c needs b and is installed: add it to --only',
    )
    const steps = planOf(releases, all, { verb: 'uninstall', only: ['b', 'c'] })
    expect(steps.map((step) => step.release.name)).toEqual(['c', 'b'])
  })

  it('never rolls back everything at once', () => {
    expect(() => planOf(releases, [], { verb: 'rollback', only: [] })).toThrow(
      'name what to roll back',
    )
  })
})

describe('the releases of a profile', () => {
  it('come after those only that the profile has', () => {
    const some = releases.map((one) =>
      one.name === 'b' ? { ...one, profiles: ['production' as const] } : one,
    )
    expect(releasesOf(some, 'small').map(({ name, after }) => [name, after])).toEqual([
      ['a', []],
      ['c', []],
    ])
    expect(releasesOf(some, 'production')).toHaveLength(3)
  })
})
