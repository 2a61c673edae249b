import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs'
import { join, sep } from 'node:path'

const isLeftOut = (name: string) => name === 'node_modules' || name.startsWith('.')

/**
 * Reports each file below a folder that is made, saved, renamed or deleted, by its path. Every folder has a watcher of
 * its own: Node's recursive one loses a folder that is renamed or deleted and made anew at once.
 *
 * @returns what ends this
 */
export function watchFolder(root: string, onChange: (file: string) => void): () => void {
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
    const watcher = watch(folder, (event, name) => {
      if (name && !isLeftOut(name)) changed(event, join(folder, name))
    })
    watcher.on('error', () => leave(folder))
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
    } else if (event === 'rename') unlessGone(() => enter(path, onChange))
  }

  enter(root)
  return () => leave(root)
}

function unlessGone(act: () => void): void {
  try {
    act()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
  }
}
