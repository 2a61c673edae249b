import { setTimeout as wait } from 'node:timers/promises'
import type { ResourceState } from '@stoa/topology'
import { signal } from '../proc.ts'
import { backoffMs } from './backoff.ts'
import { type Kept, keep } from './keep.ts'
import type { Resource } from './resource.ts'

export interface SupervisorOptions {
  logFile(name: string): string
  say(line: string): void
  /** A step of the start is done. */
  onReady(name: string): void
  onChange(): void
  /** Another rhythm of restarts than the usual one. */
  backoffMs?(crashes: number): number
}

export interface Supervisor {
  readonly states: readonly ResourceState[]
  /** Starts resources, each as soon as what it comes after is ready; resolves when all are. */
  start(resources: readonly Resource[]): Promise<void>
  kill(name: string, signal: NodeJS.Signals): Promise<void>
  restart(name: string): Promise<void>
  whenReady(name: string): Promise<void>
  /** Says what is wrong with one that runs (`degraded`), or, with null, that it is well again. */
  describe(name: string, detail: string | null): void
  /** Stops everything, each after all that depend on it. */
  stop(): Promise<void>
  /** No more patience: ends every process at once. */
  killAll(): void
}

interface Entry {
  readonly resource: Resource
  kept?: Kept
}

export function supervise(options: SupervisorOptions): Supervisor {
  const entries = new Map<string, Entry>()
  const states: ResourceState[] = []
  let stopping: Promise<void> | undefined

  const keptOf = (name: string): Kept => {
    const kept = entries.get(name)?.kept
    if (!kept)
      throw new Error(`nothing called ${name} runs here (${[...entries.keys()].join(', ')})`)
    return kept
  }

  const started = new Map<string, Promise<void>>()

  async function startOne(entry: Entry): Promise<void> {
    const { resource } = entry
    await Promise.all(resource.after.map((name) => started.get(name)))
    if (stopping) throw new Error('stopped while starting')
    entry.kept = keep(resource, {
      logFile: options.logFile(resource.name),
      backoffMs: options.backoffMs ?? backoffMs,
      say: options.say,
      onChange: options.onChange,
    })
    states.push(entry.kept.state)
    await entry.kept.ready
    options.onReady(resource.name)
  }

  async function start(resources: readonly Resource[]): Promise<void> {
    for (const resource of resources) entries.set(resource.name, { resource })
    for (const { name, after } of resources)
      for (const needed of after)
        if (!entries.has(needed))
          throw new Error(`${name} comes after ${needed}, which is not started`)
    for (const resource of inOrder(resources)) {
      const entry = entries.get(resource.name)
      if (!entry) continue
      const one = startOne(entry)
      one.catch(() => undefined)
      started.set(resource.name, one)
    }
    await Promise.all(resources.map(({ name }) => started.get(name)))
  }

  async function stopAll(): Promise<void> {
    const stopped = new Map<string, Promise<void>>()
    const all = inOrder([...entries.values()].map(({ resource }) => resource)).reverse()
    for (const { name } of all) {
      const dependents = all.filter(({ after }) => after.includes(name))
      const wasStopped = Promise.all(dependents.map((other) => stopped.get(other.name)))
      stopped.set(
        name,
        wasStopped.then(() => entries.get(name)?.kept?.stop()),
      )
    }
    await Promise.all(stopped.values())
  }

  return {
    states,
    start,
    kill: async (name, which) => keptOf(name).kill(which),
    restart: (name) => keptOf(name).restart(),
    whenReady: (name) => keptOf(name).whenReady(),
    describe: (name, detail) => keptOf(name).describe(detail),
    stop: () => (stopping ??= stopAll()),
    killAll() {
      for (const { pid } of states) if (pid !== null) signal(pid, 'SIGKILL', 'group')
    },
  }
}

/** What others come after first; a circle is refused. */
export function inOrder(resources: readonly Resource[]): Resource[] {
  const left = new Map(resources.map((resource) => [resource.name, resource]))
  const ordered: Resource[] = []
  while (left.size > 0) {
    const free = [...left.values()].filter(({ after }) => !after.some((name) => left.has(name)))
    if (free.length === 0)
      throw new Error(`these wait for each other: ${[...left.keys()].join(', ')}`)
    for (const resource of free) left.delete(resource.name)
    ordered.push(...free)
  }
  return ordered
}

/** Resolves once `isTrue` answers yes; throws after `withinMs`. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  withinMs = 30_000,
) {
  const deadline = Date.now() + withinMs
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1000} s`)
    await wait(20)
  }
}
