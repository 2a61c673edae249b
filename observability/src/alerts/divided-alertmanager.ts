import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { durationMs, durationText } from '../promql/duration.ts'

export const alertmanagerFile = join(repositoryRoot, 'observability/alertmanager.yaml')

interface Route {
  readonly routes?: readonly Route[] | undefined
  readonly [field: string]: unknown
}
const route: z.ZodType<Route> = z.looseObject({
  get routes() {
    return z.array(route).optional()
  },
})
const configuration = z.looseObject({ route, receivers: z.array(z.object({ name: z.string() })) })

const times = new Set(['group_wait', 'group_interval', 'repeat_interval'])

const divideRoute = ({ routes, ...fields }: Route, by: number): Route => ({
  ...Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      times.has(field) ? durationText(durationMs(String(value)) / by) : value,
    ]),
  ),
  ...(routes && { routes: routes.map((one) => divideRoute(one, by)) }),
})

/**
 * Writes the repository's configuration of Alertmanager into `folder`, with its times divided, and with every receiver sending
 * what fires to `url`/<its name>.
 * @returns the path of the file
 */
export function writeDividedAlertmanager(folder: string, by: number, url: string): string {
  const config = configuration.parse(parse(readFileSync(alertmanagerFile, 'utf8')))
  const receivers = config.receivers.map(({ name }) => ({
    ...{ name, webhook_configs: [{ url: `${url}/${name}`, send_resolved: false }] },
  }))
  const path = join(folder, 'alertmanager.yaml')
  writeFileSync(path, stringify({ ...config, route: divideRoute(config.route, by), receivers }))
  return path
}
