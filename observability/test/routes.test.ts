import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { alertmanagerFile } from '../src/alerts/divided-alertmanager.ts'
import { durationMs } from '../src/promql/duration.ts'

interface Timing {
  readonly group_by: readonly string[]
  readonly group_wait: string
  readonly group_interval: string
  readonly repeat_interval: string
}
interface Route extends Timing {
  readonly receiver: string
  readonly routes?: readonly Partial<Route>[]
}
interface Kind {
  readonly groupBy: readonly string[]
  /** From and to. */
  readonly wait: readonly [string, string]
  readonly interval: readonly [string, string]
  readonly repeat: readonly [string, string]
}

/** How soon and how often each kind of receiver is told; two dead services are two pages. */
const kinds: Readonly<Record<string, Kind>> = {
  page: {
    groupBy: ['alertname', 'service'],
    ...{ wait: ['10s', '1m'], interval: ['1m', '10m'], repeat: ['1h', '12h'] },
  },
  ticket: {
    groupBy: ['owner', 'alertname'],
    ...{ wait: ['1m', '15m'], interval: ['5m', '1h'], repeat: ['12h', '3d'] },
  },
  heartbeat: {
    groupBy: ['alertname', 'service'],
    ...{ wait: ['0s', '0s'], interval: ['30s', '2m'], repeat: ['30s', '2m'] },
  },
  nobody: {
    groupBy: ['alertname', 'service'],
    ...{ wait: ['0s', '1d'], interval: ['0s', '1d'], repeat: ['0s', '7d'] },
  },
}

/** Each route with what it inherits. */
const routesOf = ({ routes = [], ...own }: Route): Route[] => [
  own,
  ...routes.flatMap((one) => routesOf({ ...own, ...one } as Route)),
]

function faultsIn(text: string): string[] {
  return routesOf(parse(text).route).flatMap((route) => {
    const kind = kinds[route.receiver.replace(/-.*/, '')]
    if (!kind) return [`${route.receiver}: of no known kind`]
    const isBetween = ([from, to]: readonly [string, string], value: string) =>
      durationMs(from) <= durationMs(value) && durationMs(value) <= durationMs(to)
    const checks = {
      group_by: [...route.group_by].sort().join() === [...kind.groupBy].sort().join(),
      group_wait: isBetween(kind.wait, route.group_wait),
      group_interval: isBetween(kind.interval, route.group_interval),
      repeat_interval: isBetween(kind.repeat, route.repeat_interval),
    }
    return Object.entries(checks).flatMap(([field, holds]) =>
      holds ? [] : [`${route.receiver}: ${field}`],
    )
  })
}

const text = readFileSync(alertmanagerFile, 'utf8')

it('each receiver is told soon, and again, and of each dead service by itself', () => {
  expect(faultsIn(text)).toEqual([])
})

it.each([
  ['group_by: [alertname, service]', 'group_by: [alertname]', 'page-platform: group_by'],
  ['repeat_interval: 4h', 'repeat_interval: 400h', 'page-checkout: repeat_interval'],
  ['group_wait: 30s', 'group_wait: 30m', 'page-payments: group_wait'],
  ['repeat_interval: 1d', 'repeat_interval: 30d', 'ticket-checkout: repeat_interval'],
  ['group_interval: 30m', 'group_interval: 30h', 'ticket-checkout: group_interval'],
  ['repeat_interval: 1m', 'repeat_interval: 1h', 'heartbeat: repeat_interval'],
])('would be found with %s as %s', (part, by, fault) => {
  expect(text).toContain(part)
  expect(faultsIn(text.replace(part, by))).toContain(fault)
})

it('a route without its times inherits those of a page', () => {
  const file = parse(text)
  const ticket = file.route.routes.find((one: Route) => one.receiver === 'ticket-platform')
  for (const field of ['group_by', 'group_wait', 'group_interval', 'repeat_interval'])
    delete ticket[field]
  expect(faultsIn(stringify(file))).toContain('ticket-checkout: group_by')
})
