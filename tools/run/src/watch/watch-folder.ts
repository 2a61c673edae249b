import { type FSWatcher, lstatSync, readdirSync, type WatchListener, watch } from 'node:fs'
import { join, sep } from 'node:path'

const isLeftOut = (name: string) => name === 'node_modules' || name.startsWith('.')

export interface FolderWatch {
  onChange(file: string): void
  /** A folder is not followed any more, or not whole. */
  onError(folder: string, error: NodeJS.ErrnoException): void
  /** `watch` of `node:fs` unless it is given. */
  readonly open?: (folder: string, listener: WatchListener<string>) => FSWatcher
}

/**
 * Reports each file below a folder that is made, saved, renamed or deleted, by its path. Every folder has a watcher of
 * its own: Node's recursive one loses a folder that is renamed or deleted and made anew at once.
 *
 * @returns what ends this
 * @throws Error when a folder cannot be watched from the start
 */
export function watchFolder(
  root: string,
  { onChange, onError, open = watch }: FolderWatch,
): () => void {
  const watchers = new Map<string, FSWatcher>()

  function leave(path: string): void {
    for (const [folder, watcher] of watchers)
      if (folder === path || folder.startsWith(path + sep)) {
        watcher.close()
        watchers.delete(folder)
      }
  }

  function enter(folder: string, onFile?: (file: string) => void): void {
    leave(folder)
    const watcher = open(folder, (event, name) => {
      if (name && !isLeftOut(name)) changed(event, join(folder, name))
    })
    watcher.on('error', (error) => {
      leave(folder)
      if (!isGone(error)) onError(folder, error)
    })
    watchers.set(folder, watcher)
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (isLeftOut(entry.name)) continue
      if (entry.isDirectory()) unlessGone(() => enter(path, onFile))
      else onFile?.(path)
    }
  }

  function changed(event: 'rename' | 'change', path: string): void {
    const isFolder = lstatSync(path, { throwIfNoEntry: false })?.isDirectory()
    if (!isFolder) {
      leave(path)
      onChange(path)
    } else if (event === 'rename') enterLater(path)
  }

  function enterLater(path: string): void {
    try {
      unlessGone(() => enter(path, onChange))
    } catch (error) {
      onError(path, error as NodeJS.ErrnoException)
    }
  }

  enter(root)
  return () => leave(root)
}

function unlessGone(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!isGone(error as NodeJS.ErrnoException)) throw error
  }
}

const isGone = ({ code }: NodeJS.ErrnoException): boolean => code === 'ENOENT' || code === 'ENOTDIR'
