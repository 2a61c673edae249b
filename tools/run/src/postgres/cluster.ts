import { execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { makeOwn, outsideFolder, type Places } from '../places.ts'
import { replaceFile } from '../replace-file.ts'
import { accessText, configurationText } from './settings.ts'
import { mayReach, type SystemUser } from './user.ts'

export interface Cluster {
  readonly binDir: string
  readonly dataDir: string
  readonly socketDir: string
  readonly port: number
  readonly user: SystemUser | undefined
}

export const superuser = 'postgres'

/** Part of the socket's name; Postgres listens on no port. */
const port = 5432

/**
 * Chooses where the cluster's programs, data and socket are. Root runs Postgres as another user, and what that user
 * cannot reach (a checkout below /root) is placed in a folder outside.
 */
export function placeCluster(
  places: Places,
  binDir: string,
  user: SystemUser | undefined,
): Cluster {
  const outside = outsideFolder(places.home, '/var/tmp')
  const socketDir = join(places.run, 'pg')
  mkdirSync(socketDir, { recursive: true })
  if (user) chownSync(socketDir, user.uid, user.gid)
  return {
    binDir: mayReach(user, join(binDir, 'postgres')) ? binDir : copyPrograms(binDir, outside),
    dataDir: join(mayReach(user, places.data) ? places.data : makeReachable(outside), 'pg'),
    socketDir,
    port,
    user,
  }
}

/** Every folder that may hold the data of a home's cluster. */
export const clusterFolders = (home: string): string[] => [
  join(home, 'data/pg'),
  join(outsideFolder(home, '/var/tmp'), 'pg'),
]

function makeReachable(folder: string): string {
  makeOwn(folder, 0o711)
  return folder
}

function copyPrograms(binDir: string, outside: string): string {
  const programs = makeReachable(join(makeReachable(outside), 'programs'))
  const copy = join(programs, basename(dirname(binDir)))
  if (!existsSync(copy)) {
    cpSync(dirname(binDir), `${copy}.new`, { recursive: true, verbatimSymlinks: true })
    chmodSync(`${copy}.new`, 0o711)
    renameSync(`${copy}.new`, copy)
  }
  return join(copy, 'bin')
}

/** Creates the data, completely or not at all, if there is none, and writes the current settings. */
export async function prepareCluster(cluster: Cluster, password: string): Promise<void> {
  const { dataDir, socketDir } = cluster
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await createData(cluster, password)
  const own = (name: string, text: string) =>
    replaceFile(join(dataDir, name), text, { mode: 0o600, owner: cluster.user })
  const paths = {
    unix_socket_directories: `'${socketDir.replaceAll("'", "''")}'`,
    port: String(cluster.port),
  }
  own('postgresql.conf', configurationText(paths))
  own('pg_hba.conf', accessText(superuser))
}

async function createData({ binDir, dataDir, user }: Cluster, password: string): Promise<void> {
  const unfinished = `${dataDir}.new`
  for (const folder of [unfinished, dataDir]) rmSync(folder, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  const passwordFile = `${unfinished}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid)
  await promisify(execFile)(
    join(binDir, 'initdb'),
    [
      ...['-D', unfinished, '-U', superuser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ],
    // The fetched initdb does not search the folder of its own libpq.
    { ...user, cwd: '/', env: { ...process.env, LD_LIBRARY_PATH: join(binDir, '../lib') } },
  ).finally(() => rmSync(passwordFile))
  renameSync(unfinished, dataDir)
}
