import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { homeOf, repositoryRoot } from '@stoa/topology'
import { type Options, runningBroker } from './inputs/gather.ts'
import type { Severity } from './rules/rule.ts'

export const formats = ['text', 'json', 'sarif', 'html', 'markdown'] as const
export type Format = (typeof formats)[number]

export interface Asked extends Options {
  readonly format: Format
  readonly output: string | undefined
  readonly failOn: Severity
  readonly diff: string | undefined
  readonly probe: boolean
}

const text = { type: 'string' } as const
const options = {
  ...{ mesh: text, services: text, diff: text, certs: text, nats: text, suppressions: text },
  observed: { type: 'string', multiple: true },
  ...{ format: text, output: text, 'fail-on': text, 'unused-days': text, 'postgres-dump': text },
  postgres: { type: 'boolean' },
  probe: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** What somebody could not have meant, in a sentence. */
export class BadArgument extends Error {
  readonly code = 'ERR_PARSE_ARGS_VALUE'
}

export function readOptions(args: readonly string[], nowMs: number): Asked {
  const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
  const own = values.mesh === undefined
  const suppressions = values.suppressions ?? join(repositoryRoot, 'mesh/audit-suppressions.yaml')
  const services = values.services ?? (own ? join(repositoryRoot, 'services') : undefined)
  return {
    mesh: resolve(values.mesh ?? join(repositoryRoot, 'mesh/istio')),
    services: services === undefined ? undefined : resolve(services),
    observed: values.observed,
    certs: values.certs,
    nats: values.nats ?? (own ? runningBroker(homeOf(process.env)) : undefined),
    grants: grantsReader(values['postgres-dump'], values.postgres === true),
    suppressions:
      values.suppressions !== undefined || (own && existsSync(suppressions))
        ? suppressions
        : undefined,
    unusedDays: daysOf(values['unused-days']),
    nowMs,
    format: oneOf('format', values.format ?? (values.json ? 'json' : 'text'), formats),
    output: values.output,
    failOn: oneOf('fail-on', values['fail-on'] ?? 'warning', ['error', 'warning', 'note']),
    diff: values.diff,
    probe: values.probe === true,
  }
}

function grantsReader(dump: string | undefined, platform: boolean): Options['grants'] {
  if (dump !== undefined) return async () => (await import('./inputs/postgres.ts')).readDump(dump)
  if (!platform) return undefined
  return async () => (await import('./inputs/postgres.ts')).askPlatform(homeOf(process.env))
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw new BadArgument(`--${name} is one of ${allowed.join(', ')}`)
  return found
}

function daysOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const days = Number(value)
  if (!(days > 0)) throw new BadArgument('--unused-days takes a number of days')
  return days
}
