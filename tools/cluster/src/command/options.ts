import { existsSync, readdirSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CannotRun } from '@stoa/topology'
import { type Profile, profiles } from '../profiles.ts'
import { clusterFile, readPlatform } from '../releases/platform.ts'
import type { Release } from '../releases/release.ts'
import { type ClusterVerb, verbs } from './usage.ts'

export interface ClusterOptions {
  readonly verb: ClusterVerb
  readonly profile: Profile
  readonly context: string | undefined
  readonly site: string | undefined
  readonly only: readonly string[]
  readonly without: readonly string[]
  readonly at: string | undefined
  readonly gateway: string | undefined
  readonly ca: string | undefined
  readonly orders: number
  readonly withinMs: number
  readonly standbyOf: string | undefined
  readonly mend: boolean
  readonly changeProfile: boolean
  readonly json: boolean
}

/** @throws CannotRun, or the error of `parseArgs`, that says what is wrong */
export function parseOptions(args: readonly string[]): ClusterOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      profile: { type: 'string', default: 'small' },
      context: { type: 'string' },
      site: { type: 'string' },
      only: { type: 'string', default: '' },
      without: { type: 'string', default: '' },
      at: { type: 'string' },
      gateway: { type: 'string' },
      ca: { type: 'string' },
      orders: { type: 'string', default: '5' },
      'within-seconds': { type: 'string', default: '60' },
      'standby-of': { type: 'string' },
      mend: { type: 'boolean', default: false },
      'change-profile': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const verb = verbs.find((known) => known === positionals.join(' '))
  if (!verb)
    throw new CannotRun(
      `expected one of ${verbs.join(', ')}, found ${positionals.join(' ') || 'nothing'}; run \`npx stoa cluster --help\``,
    )
  const profile = profiles.find((known) => known === values.profile)
  if (!profile)
    throw new CannotRun(`--profile: expected ${profiles.join(', ')}, found ${values.profile}`)
  const { 'standby-of': standbyOf } = values
  if (standbyOf !== undefined && profile !== 'multi-region')
    throw new CannotRun('--standby-of: only the profile multi-region has a region that stands by')
  if (standbyOf !== undefined && !isHost(standbyOf))
    throw new CannotRun(
      `--standby-of: expected the host of the serving region's Postgres, such as postgres.eu-west-1.example, found ${standbyOf}`,
    )
  return {
    ...{ verb, profile, context: values.context, site: values.site, json: values.json },
    ...{ at: values.at, gateway: values.gateway, ca: values.ca, standbyOf },
    ...{ mend: values.mend, changeProfile: values['change-profile'] },
    orders: countOf('orders', values.orders),
    withinMs: countOf('within-seconds', values['within-seconds']) * 1000,
    ...{ only: namesIn(values.only), without: namesIn(values.without) },
  }
}

const namesIn = (list: string): string[] => list.split(',').filter((name) => name !== '')

const isHost = (text: string): boolean => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text)

function countOf(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new CannotRun(`--${option}: expected a whole number from 1 to 9999, found ${text}`)
}

/** @throws CannotRun where a site is a file; a new one need not be there */
export function requireFolder(site: string | undefined): void {
  if (site !== undefined && existsSync(site) && !statSync(site).isDirectory())
    throw new CannotRun(`--site: expected a folder, and ${site} is a file`)
}

/** @throws CannotRun where the folder is not there, what it says of the cluster is wrong, or a file gives values to no release of the profile */
export function checkSite(
  folder: string | undefined,
  releases: readonly Release[],
  ofProfile: readonly Release[],
): void {
  if (folder === undefined) return
  if (!existsSync(folder)) throw new CannotRun(`--site: there is no folder ${folder}`)
  readPlatform(folder)
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file) && file !== clusterFile)
  const filesOf = (some: readonly Release[]) => some.map(({ name }) => `${name}.yaml`)
  const strange = files.filter((file) => !filesOf(releases).includes(file))
  if (strange.length > 0)
    throw new CannotRun(
      `--site: ${strange.join(', ')} in ${folder} belong to no release; expected ${clusterFile}, or <release>.yaml of ${releases.map(({ name }) => name).join(', ')}`,
    )
  const unused = files.filter((file) => !filesOf(ofProfile).includes(file))
  if (unused.length > 0)
    throw new CannotRun(
      `--site: ${unused.join(', ')} in ${folder} belong to releases that this profile does not have; it has ${ofProfile.map(({ name }) => name).join(', ')}`,
    )
}
