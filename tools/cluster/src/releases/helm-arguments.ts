import { resolve } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { ownNamespaces } from './namespaces.ts'
import type { Step } from './plan.ts'
import type { Release } from './release.ts'

export interface Target {
  readonly context: string
  /** The files of values of a release. */
  valuesOf(release: Release): readonly string[]
}

export const chartOf = ({ chart, repository, version }: Release): string[] =>
  repository && version
    ? [chart, `--repo=${repository}`, `--version=${version}`]
    : [resolve(repositoryRoot, chart)]

const places = (
  { namespace }: Pick<Release, 'namespace'>,
  { context }: Pick<Target, 'context'>,
) => [`--namespace=${namespace}`, `--kube-context=${context}`]

/** Waits until every object of the release is ready, hooks and Jobs included. */
const waits = ({ waitMinutes }: Release) => ['--wait=watcher', `--timeout=${waitMinutes}m`]

/** The calls of Helm that a step takes. */
export function callsOf({ release, action }: Step, target: Target): string[][] {
  const { name } = release
  const where = places(release, target)
  const uninstall = ['uninstall', name, ...where, ...waits(release), '--ignore-not-found']
  const install = [
    ...['upgrade', name, ...chartOf(release), '--install', ...where],
    ...(ownNamespaces().includes(release.namespace) ? [] : ['--create-namespace']),
    ...target.valuesOf(release).map((file) => `--values=${file}`),
    ...waits(release),
    // Namespaces may be there already, made and labelled by hand; their labels are what this release is for.
    ...(name === 'namespaces' ? ['--take-ownership', '--force-conflicts'] : []),
  ]
  const rollback = (revision: number, ...more: readonly string[]) => [
    ...['rollback', name, String(revision), ...where, ...waits(release), ...more],
  ]
  switch (action.type) {
    case 'install':
    case 'upgrade':
      return [install]
    case 'reinstall':
      return [uninstall, install]
    case 'recover':
      return [
        rollback(action.revision, ...(action.takesOver ? ['--force-conflicts'] : [])),
        install,
      ]
    case 'rollback':
      return [rollback(action.revision)]
    case 'uninstall':
      return [uninstall]
    case 'keep':
      return []
  }
}

/** Lists every release of the cluster, whatever its status. */
export const listCall = ({ context }: Pick<Target, 'context'>): string[] => [
  ...['list', '--all-namespaces', `--kube-context=${context}`, '--output=json', '--max=1000'],
  ...['--deployed', '--failed', '--pending', '--uninstalling', '--uninstalled'],
]

export const historyCall = (
  { name, namespace }: { name: string; namespace: string },
  { context }: Pick<Target, 'context'>,
): string[] => [
  ...['history', name, `--namespace=${namespace}`, `--kube-context=${context}`, '--output=json'],
]

/** The values that a release was given, as YAML. */
export const valuesCall = (release: Release, target: Pick<Target, 'context'>): string[] => [
  ...['get', 'values', release.name, ...places(release, target), '--output=yaml'],
]

/** The objects of a release, without its hooks; of its newest revision, unless another one is named. */
export const manifestCall = (
  release: Pick<Release, 'name' | 'namespace'>,
  target: Pick<Target, 'context'>,
  revision?: number,
): string[] => [
  ...['get', 'manifest', release.name, ...places(release, target)],
  ...(revision === undefined ? [] : [`--revision=${revision}`]),
]

/** The objects of a chart, hooks included, without a look at the cluster. */
export const offlineRenderCall = (release: Release, target: Target): string[] => [
  ...['template', release.name, ...chartOf(release), `--namespace=${release.namespace}`],
  ...target.valuesOf(release).map((file) => `--values=${file}`),
]

/** The objects as an upgrade would make them, without its hooks, of which `get manifest` has none either. */
export const renderCall = (release: Release, target: Target, isUpgrade: boolean): string[] => [
  ...['template', release.name, ...chartOf(release), ...places(release, target)],
  ...target.valuesOf(release).map((file) => `--values=${file}`),
  ...['--no-hooks', '--dry-run=server', ...(isUpgrade ? ['--is-upgrade'] : [])],
  // What would change can be seen before the Secrets are there.
  ...(release.name === 'stoa' ? ['--set=requireSecrets=false'] : []),
]
