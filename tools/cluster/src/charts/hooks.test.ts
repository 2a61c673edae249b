import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import {
  helm,
  type KubernetesObject,
  objectsIn,
  renderPlatform,
  titled,
  without,
} from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { everyRender } from './render-everything.ts'

const hook = 'helm.sh/hook'
const phasesOf = ({ metadata }: KubernetesObject) => metadata.annotations?.[hook]?.split(',') ?? []
const weightOf = ({ metadata }: KubernetesObject) =>
  Number(metadata.annotations?.[`${hook}-weight`] ?? 0)
const titleOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`

const letsOut = (policy: KubernetesObject, job: KubernetesObject): boolean =>
  policy.kind === 'NetworkPolicy' &&
  policy.metadata.namespace === job.metadata.namespace &&
  policy.spec.egress?.length > 0 &&
  fits(policy.spec.podSelector, job.spec.template.metadata.labels)

interface Expression {
  readonly key: string
  readonly values: readonly string[]
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly Expression[]
}

/** Of expressions it knows those with the operator In, which alone the charts have. */
const fits = (
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean =>
  Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))

const isBefore = (one: KubernetesObject, job: KubernetesObject): boolean =>
  phasesOf(job).every((phase) => phasesOf(one).includes(phase)) && weightOf(one) < weightOf(job)

/** What a hook Job needs and a cluster has only after it. */
function lateFor(job: KubernetesObject, objects: readonly KubernetesObject[]): string[] {
  const policies = objects.filter((one) => letsOut(one, job))
  const account = objects.filter(
    ({ kind, metadata }) =>
      kind === 'ServiceAccount' && metadata.name === job.spec.template.spec.serviceAccountName,
  )
  if (policies.length === 0) return [`${titleOf(job)}: no policy lets it out`]
  return [...account, ...policies]
    .filter((one) => !isBefore(one, job))
    .map((one) => `${titleOf(job)}: ${titleOf(one)} is no earlier hook`)
}

const hookJobs = (objects: readonly KubernetesObject[]) =>
  objects.filter((one) => one.kind === 'Job' && phasesOf(one).length > 0)

const renders = everyRender().filter(([name]) => !['namespaces', 'policies'].includes(name ?? ''))

it.skipIf(without).each(renders)(
  titled('a Job that runs before a release finds its account and its way out: %s'),
  (...args) => {
    const objects = objectsIn(runHelm(helm, ['template', ...args.flat()]))
    const jobs = hookJobs(objects)
    expect(jobs.length).toBeGreaterThan(0)
    expect(jobs.flatMap((job) => lateFor(job, objects))).toEqual([])
  },
)

it.skipIf(without)(titled('a hook that leaves nothing behind where it succeeds'), () => {
  for (const args of renders) {
    const objects = objectsIn(runHelm(helm, ['template', ...args]))
    for (const { metadata } of objects.filter((one) => phasesOf(one).length > 0))
      expect(metadata.annotations?.[`${hook}-delete-policy`]?.split(',').sort()).toEqual([
        'before-hook-creation',
        'hook-succeeded',
      ])
  }
})

const page = readFileSync(join(repositoryRoot, 'docs/how-to/run-in-a-cluster.md'), 'utf8')

it.skipIf(without)(
  titled('what the migration of a service leaves that is gone ends by itself, or by one command'),
  () => {
    const hooks = renderPlatform('production').filter((one) => phasesOf(one).length > 0)
    for (const { spec } of hookJobs(hooks)) expect(spec.ttlSecondsAfterFinished).toBe(604_800)
    for (const { metadata } of hooks) expect(metadata.name).toMatch(/^[a-z-]+-migration$/)
    const [, kinds = '', service] =
      /delete (\S+) (\w+)-migration --ignore-not-found/.exec(page) ?? []
    expect(service).toBe('orders')
    expect(kinds.split(',').sort()).toEqual(
      [...new Set(hooks.map(({ kind }) => kind.toLowerCase()))].sort(),
    )
  },
)

it.skipIf(without)(titled('a migration that reaches the database of its service alone'), () => {
  const other = 'services.orders.workload.networkPolicy.database'
  const objects = renderPlatform(
    'production',
    `--set=${other}.namespace=elsewhere`,
    `--set=${other}.labels.app=other`,
  )
  const namespacesOf = (job: KubernetesObject) =>
    objects.filter((one) => letsOut(one, job)).map((one) => JSON.stringify(one.spec.egress))
  const [orders, others] = [true, false].map((isOrders) =>
    hookJobs(objects)
      .filter(({ metadata }) => (metadata.name === 'orders-migration') === isOrders)
      .flatMap(namespacesOf),
  )
  expect(orders).toEqual([expect.stringContaining('elsewhere')])
  expect(others?.length).toBe(hookJobs(objects).length - 1)
  for (const egress of others ?? []) expect(egress).not.toContain('elsewhere')
})
