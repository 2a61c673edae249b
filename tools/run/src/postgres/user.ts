import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

export function userIn(passwd: string, name: string): SystemUser | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name)
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])]
  return fields && uid > 0 ? { uid, gid } : undefined
}

const find = (name: string) => userIn(readFileSync('/etc/passwd', 'utf8'), name)

/** The user that Postgres runs as: undefined for the current user, or, as it refuses root, an unprivileged one. */
export function postgresUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const create = () => {
    spawnSync('useradd', [
      '--system',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ])
    return find('postgres')
  }
  const user = find('postgres') ?? create() ?? find('nobody')
  if (!user)
    throw new Error('Postgres refuses to run as root, and no other user could be found or created')
  return user
}

/** May this user execute the file or enter the folder? */
export const mayReach = (user: SystemUser | undefined, path: string): boolean =>
  !user ||
  spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...user, cwd: '/' }).status === 0
