import { parse } from 'yaml'

interface Step {
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly permissions?: object
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly Step[]
}
interface Workflow {
  readonly permissions?: object
  readonly jobs: Readonly<Record<string, Job>>
}

const pinned = /^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40}$/

function jobFaults(name: string, job: Job): string[] {
  const steps = job.steps ?? []
  const uses = steps.flatMap((step) => step.uses ?? [])
  const keepsToken = steps.some(
    (step) =>
      step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false,
  )
  return [
    ...(job.permissions ? [] : ['names no permissions']),
    ...(job['timeout-minutes'] ? [] : ['has no timeout']),
    ...uses
      .filter((action) => !action.startsWith('./') && !pinned.test(action))
      .map((action) => `${action} is not pinned by its commit`),
    ...(keepsToken ? ['leaves its token in the checkout'] : []),
  ].map((fault) => `${name}: ${fault}`)
}

/** Where a workflow of GitHub Actions may do more than it has to. */
export function workflowFaults(text: string): string[] {
  const { permissions, jobs } = parse(text) as Workflow
  const isEmpty = permissions && Object.keys(permissions).length === 0
  const unnamed = text
    .split('\n')
    .filter((line) => /uses: [^.]/.test(line) && !/ # v\d+\.\d+\.\d+$/.test(line))
  return [
    ...(isEmpty ? [] : ['the workflow grants permissions to every job']),
    ...Object.entries(jobs).flatMap(([name, job]) => jobFaults(name, job)),
    ...unnamed.map((line) => `${line.trim()} does not say its version`),
  ]
}
