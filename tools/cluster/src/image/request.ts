import { existsSync, readdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CannotRun, type Topology } from '@stoa/topology'

interface ImageRequest {
  readonly service: string
  /** A folder that is absent or empty. */
  readonly target: string
  readonly base: boolean
}

/** @throws CannotRun that says which argument is wrong */
export function imageRequest(
  args: readonly string[],
  { services }: Pick<Topology, 'services'>,
): ImageRequest {
  const { positionals, values } = parsed(args)
  const [service, folder, ...more] = positionals
  if (service === undefined || folder === undefined || more.length > 0) throw new CannotRun(usage)
  const names = services.map(({ name }) => name)
  if (!names.includes(service))
    throw new CannotRun(`there is no service ${service}; there are ${names.join(', ')}`)
  const target = resolve(folder)
  if (existsSync(target) && !statSync(target).isDirectory())
    throw new CannotRun(`${target}: expected a folder, found a file`)
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new CannotRun(`${target} is not empty; name a new folder`)
  return { service, target, base: values.base }
}

const usage = 'usage: npm run image -- SERVICE FOLDER [--base]'

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { base: { type: 'boolean', default: false } },
    })
  } catch (error) {
    throw new CannotRun(`${(error as Error).message}\n${usage}`, { cause: error })
  }
}
