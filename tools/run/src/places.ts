import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mayReach, type SystemUser } from './postgres/user.ts'

export interface Places {
  readonly home: string
  readonly data: string
  readonly logs: string
  /** Access logs of the sidecars. */
  readonly access: string
  readonly certs: string
  readonly mesh: string
  readonly run: string
  socket(name: string): string
  log(name: string): string
  accessLog(instance: string): string
}

const longestSocketPath = 100
const longestSocketName = 'a-service-of-some-length-10.admin.sock'.length

const shortHash = (home: string) => createHash('sha256').update(home).digest('hex').slice(0, 12)

/** Holds the broker's streams and its configuration. */
export const brokerFolder = ({ data }: Pick<Places, 'data'>): string => join(data, 'nats')

/** A folder below the machine's temporary folder, for files that cannot be in `home`. */
export const outsideFolder = (home: string, base = tmpdir()): string =>
  join(base, `stoa-${shortHash(home)}`)

/** The folder of Unix sockets: inside `home`, or a short one where the paths would exceed the system's limit. */
export const socketFolder = (home: string): string => {
  const inside = join(home, 'run')
  const longest = Buffer.byteLength(inside) + 1 + longestSocketName
  return longest > longestSocketPath ? outsideFolder(home, '/tmp') : inside
}

/** Creates a home's folders; the user that Postgres runs as can reach that of the sockets. */
export function openPlaces(home: string, user: SystemUser | undefined): Places {
  const places = makePlaces(home)
  return mayReach(user, places.run) ? places : makePlaces(home, true)
}

/** Creates the folders. `socketsOutside` puts sockets outside `home` even when the path is short enough. */
export function makePlaces(home: string, socketsOutside = false): Places {
  const run = socketsOutside ? outsideFolder(home, '/tmp') : socketFolder(home)
  const places = {
    home,
    data: join(home, 'data'),
    logs: join(home, 'logs'),
    access: join(home, 'access'),
    certs: join(home, 'certs'),
    mesh: join(home, 'mesh'),
    run,
    socket: (name: string) => join(run, `${name}.sock`),
    log: (name: string) => join(home, 'logs', `${name}.log`),
    accessLog: (instance: string) => join(home, 'access', `${instance}.jsonl`),
  }
  for (const folder of [home, places.data, run]) makeOwn(folder, 0o711)
  for (const folder of [places.logs, places.access, places.certs, places.mesh])
    makeOwn(folder, 0o700)
  return places
}

/** Creates a folder. @throws Error when it belongs to another user */
export function makeOwn(folder: string, mode: number): void {
  mkdirSync(folder, { recursive: true })
  const owner = statSync(folder).uid
  if (owner !== process.getuid?.())
    throw new Error(`${folder} belongs to another user (uid ${owner})`)
  chmodSync(folder, mode)
}
