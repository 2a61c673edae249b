import { join, relative, sep } from 'node:path'
import { affectedBy } from './affected.ts'
import { openReplacements } from './replacements.ts'
import { type FolderWatch, watchFolder } from './watch-folder.ts'

export interface WatchedSources {
  readonly root: string
  readonly instances: readonly {
    readonly name: string
    readonly service: { readonly name: string }
  }[]
  /** Aborted when a newer file of the service is saved, and when this ends. */
  replace(name: string, outdated: AbortSignal): Promise<void>
  log(line: string): void
  readonly open?: FolderWatch['open']
}

/** From the first event of a file to the last; editors write, rename and touch it. */
const quietMs = 30

/** Replaces the services that run a file whenever it is saved; returns what ends this. */
export function watchSources({
  root,
  instances,
  replace,
  log,
  open,
}: WatchedSources): () => Promise<void> {
  const services = [...new Set(instances.map(({ service }) => service.name))]
  const saved = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined

  const replacements = openReplacements(async (service, outdated) => {
    const startedAt = performance.now()
    try {
      for (const { name } of instances.filter((one) => one.service.name === service))
        if (!outdated.aborted) await replace(name, outdated)
      if (outdated.aborted) return
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      log(`${service} runs what was saved, after ${seconds} s`)
    } catch (error) {
      log(`${service} goes on as it was: ${(error as Error).message}`)
    }
  })

  function note(file: string): void {
    for (const service of affectedBy(file, services)) saved.set(service, file)
    clearTimeout(timer)
    timer = setTimeout(() => {
      for (const [service, cause] of saved) log(`${cause} was saved; replacing ${service}`)
      replacements.request([...saved.keys()])
      saved.clear()
    }, quietMs)
  }

  const named = (path: string) => relative(root, path).replaceAll(sep, '/')
  const watched = ['services', 'packages'].map((folder) =>
    watchFolder(join(root, folder), {
      onChange: (file) => note(named(file)),
      onError: (path, { code }) =>
        log(`watching ${named(path)} failed (${code}); restart to follow its files`),
      ...(open && { open }),
    }),
  )
  return async () => {
    clearTimeout(timer)
    for (const unwatch of watched) unwatch()
    await replacements.stop()
  }
}
