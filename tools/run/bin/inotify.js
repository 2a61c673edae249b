import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'

const limitFile = '/proc/sys/fs/inotify/max_user_instances'

/** Files that an Envoy watches, each by an inotify instance of its own: the most that one was seen with. */
export const watchesOfAnEnvoy = 13

/** How many inotify instances this user may still open; Envoy aborts when there is none left. */
export function freeInotifyInstances() {
  try {
    return Number(readFileSync(limitFile, 'utf8')) - usedBy(process.getuid())
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** What to do about too few, as a command. */
export const raiseInotify = 'sudo sysctl fs.inotify.max_user_instances=1024'

function usedBy(uid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) =>
      tryOr([], () => (statSync(`/proc/${pid}`).uid === uid ? linksOf(`/proc/${pid}/fd`) : [])),
    )
    .filter((link) => link === 'anon_inode:inotify').length
}

const linksOf = (folder) =>
  readdirSync(folder).map((fd) => tryOr('', () => readlinkSync(`${folder}/${fd}`)))

/** Processes end while one looks at them. */
function tryOr(otherwise, work) {
  try {
    return work()
  } catch {
    return otherwise
  }
}
