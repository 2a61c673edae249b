import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { homeOf, repositoryRoot } from '@stoa/topology'
import { type InputOptions, runningBroker } from './inputs/gather.ts'
import type { Severity } from './rules/rule.ts'

export const formats = ['text', 'json', 'sarif', 'html', 'markdown'] as const
export type Format = (typeof formats)[number]

export interface AuditOptions extends InputOptions {
  readonly format: Format
  readonly output: string | undefined
  readonly failOn: Severity
  readonly diff: string | undefined
  readonly probe: boolean
}

const text = { type: 'string' } as const
const flags = {
  ...{ mesh: text, services: text, diff: text, certs: text, nats: text, suppressions: text },
  observed: { type: 'string', multiple: true },
  ...{ format: text, output: text, 'fail-on': text, 'unused-days': text, 'postgres-dump': text },
  postgres: { type: 'boolean' },
  probe: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

/** An option with an invalid value. Its message is for the user. */
export class BadArgument extends Error {
  readonly code = 'ERR_PARSE_ARGS_VALUE'
}

/** Parses the command line. @throws BadArgument for an invalid value */
export function readOptions(args: readonly string[], nowMs: number): AuditOptions {
  const { values } = parseArgs({ args: [...args], options: flags, allowPositionals: false })
  if (values['unused-days'] !== undefined && values.observed === undefined)
    throw new BadArgument('--unused-days needs --observed: without calls no permission is unused')
  const isOwnMesh = values.mesh === undefined
  const suppressions = values.suppressions ?? join(repositoryRoot, 'mesh/audit-suppressions.yaml')
  const services = values.services ?? (isOwnMesh ? join(repositoryRoot, 'services') : undefined)
  return {
    mesh: resolve(values.mesh ?? join(repositoryRoot, 'mesh/istio')),
    services: services === undefined ? undefined : resolve(services),
    observed: values.observed,
    certs: values.certs,
    nats: values.nats ?? (isOwnMesh ? runningBroker(homeOf(process.env)) : undefined),
    grants: grantsReader(values['postgres-dump'], values.postgres === true),
    suppressions:
      values.suppressions !== undefined || (isOwnMesh && existsSync(suppressions))
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

function grantsReader(dump: string | undefined, fromPlatform: boolean): InputOptions['grants'] {
  if (dump !== undefined) return async () => (await import('./inputs/postgres.ts')).readDump(dump)
  if (!fromPlatform) return undefined
  return async () => (await import('./inputs/postgres.ts')).readPlatformGrants(homeOf(process.env))
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined)
    throw new BadArgument(`--${name} must be one of ${allowed.join(', ')}, but is ${value}`)
  return found
}

function daysOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const days = Number(value)
  if (!(days > 0)) throw new BadArgument(`--unused-days must be a positive number, but is ${value}`)
  return days
}
