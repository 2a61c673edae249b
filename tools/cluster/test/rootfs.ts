import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Namespaces of one's own, where a user may have them: root as it is, everyone else as root of the namespace alone. */
const unshare = [
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-users=auto', '--map-root-user']),
  '--mount',
]
const script = `
mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -t tmpfs tmpfs "$0/tmp" &&
exec setpriv --no-new-privs chroot --userspec=65532:65532 --groups= "$0" /nodejs/bin/node "$@"`

/** Whether this machine lets us do it. */
export const canEnter =
  spawnSync('unshare', [...unshare, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt && which setpriv strip'])
    .status === 0

/** Runs Node in a root file system that is read-only but for /tmp, as the user nonroot, as a pod does. */
export const enter = (
  rootfs: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess =>
  spawn('unshare', [...unshare, 'sh', '-c', script, rootfs, ...args], {
    // LD_LIBRARY_PATH as the Dockerfile sets it.
    env: { PATH: process.env.PATH, LD_LIBRARY_PATH: '/nodejs/lib', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** The bytes of all files below a folder. */
export const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0)

/** Every file, folder and link below a folder: its path, kind, mode, and the hash of its content or its target. */
export const entriesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const mode = (lstatSync(path).mode & 0o7777).toString(8)
      return `${relative(folder, path)} ${mode} ${contentOf(entry, path)}`
    })
    .sort()

function contentOf(entry: Dirent, path: string): string {
  if (entry.isSymbolicLink()) return `-> ${readlinkSync(path)}`
  return entry.isFile() ? hash('sha256', readFileSync(path)) : 'folder'
}
