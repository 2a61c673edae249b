import { setTimeout as wait } from 'node:timers/promises'
import type { ResourceState } from '@stoa/topology'
import { backoffMs } from './backoff.ts'
import type { Resource } from './resource.ts'
import { type SupervisedResource, superviseResource } from './supervised-resource.ts'

export interface SupervisorOptions {
  logFile(name: string): string
  log(line: string): void
  /** Called when a resource is ready for the first time. */
  onReady(name: string): void
  onChange(): void
  /** Replaces the usual delays between restarts. */
  backoffMs?(crashes: number): number
  /** Replaces the usual deadline of a successor. */
  readonly successorWithinMs?: number
}

export interface Supervisor {
  readonly states: readonly ResourceState[]
  /** Starts resources, each as soon as those that it comes after are ready; resolves when all are ready. */
  start(resources: readonly Resource[]): Promise<void>
  kill(name: string, signal: NodeJS.Signals): Promise<void>
  restart(name: string): Promise<void>
  /** @see SupervisedResource.replace */
  replace(name: string, outdated?: AbortSignal): Promise<void>
  whenReady(name: string): Promise<void>
  /** Shows a running resource as degraded with the reason, or as ready again for null; does nothing before it runs. */
  describe(name: string, detail: string | null): void
  /** Stops every resource, each after those that come after it. */
  stop(): Promise<void>
  /** Kills every process at once, and starts none of them again. */
  killAll(): void
}

interface Entry {
  readonly resource: Resource
  running?: SupervisedResource
}

const successorWithinMs = 30_000

export function supervise(options: SupervisorOptions): Supervisor {
  const entries = new Map<string, Entry>()
  const states: ResourceState[] = []
  let stopping: Promise<void> | undefined

  const named = (name: string): Entry => {
    const entry = entries.get(name)
    if (!entry)
      throw new Error(`no resource is called ${name}; there are ${[...entries.keys()].join(', ')}`)
    return entry
  }
  const supervised = (name: string): SupervisedResource => {
    const { running } = named(name)
    if (!running) throw new Error(`${name} waits for those that it comes after`)
    return running
  }

  const started = new Map<string, Promise<void>>()

  async function startOne(entry: Entry): Promise<void> {
    const { resource } = entry
    await Promise.all(resource.after.map((name) => started.get(name)))
    if (stopping) throw new Error('the platform was stopped while it started')
    entry.running = superviseResource(resource, {
      logFile: options.logFile(resource.name),
      backoffMs: options.backoffMs ?? backoffMs,
      successorWithinMs: options.successorWithinMs ?? successorWithinMs,
      log: options.log,
      onChange: options.onChange,
    })
    states.push(entry.running.state)
    await entry.running.ready
    if (entry.running.state.state === 'ready') options.onReady(resource.name)
  }

  async function start(resources: readonly Resource[]): Promise<void> {
    for (const resource of resources) entries.set(resource.name, { resource })
    for (const { name, after } of resources)
      for (const needed of after)
        if (!entries.has(needed))
          throw new Error(`${name} comes after ${needed}, which is not among the resources`)
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
        wasStopped.then(() => entries.get(name)?.running?.stop()),
      )
    }
    await Promise.all(stopped.values())
  }

  return {
    states,
    start,
    kill: async (name, which) => supervised(name).kill(which),
    restart: (name) => supervised(name).restart(),
    replace: (name, outdated) => supervised(name).replace(outdated),
    whenReady: (name) => supervised(name).whenReady(),
    describe: (name, detail) => named(name).running?.describe(detail),
    stop: () => (stopping ??= stopAll()),
    killAll() {
      for (const { running } of entries.values()) running?.abandon()
    },
  }
}

/** Sorts resources so that each follows those that it comes after. @throws Error naming the resources of a cycle */
export function inOrder(resources: readonly Resource[]): Resource[] {
  const left = new Map(resources.map((resource) => [resource.name, resource]))
  const ordered: Resource[] = []
  while (left.size > 0) {
    const free = [...left.values()].filter(({ after }) => !after.some((name) => left.has(name)))
    if (free.length === 0)
      throw new Error(`these resources wait for each other: ${[...left.keys()].join(', ')}`)
    for (const resource of free) left.delete(resource.name)
    ordered.push(...free)
  }
  return ordered
}

/** Resolves once `isTrue` returns true; throws after `withinMs`. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  withinMs = 30_000,
) {
  const deadline = Date.now() + withinMs
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain for ${what}`)
    await wait(20)
  }
}
