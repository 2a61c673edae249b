import { parse } from 'yaml'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly shell?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  /** Another workflow, which bounds its jobs itself. */
  readonly uses?: string
  readonly needs?: string | readonly string[]
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly Step[]
}
interface Workflow {
  readonly on: unknown
  readonly permissions?: object
  readonly concurrency?: object
  readonly defaults?: { readonly run?: { readonly shell?: string } }
  readonly jobs: Readonly<Record<string, Job>>
}

const pinned = /^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40}$/

/** Whether a step builds Go programs, and none before it brings the Go that their modules ask for. */
function buildsBefore(steps: readonly Step[], action: string): boolean {
  const build = steps.findIndex(({ run }) => /stoa (tools|lab) build/.test(run ?? ''))
  const bring = steps.findIndex(
    (step) => step.uses?.startsWith(action) && step.with?.['go-version-file'] !== undefined,
  )
  return build >= 0 && (bring < 0 || bring > build)
}

function jobFaults(name: string, job: Job, shell: string | undefined): string[] {
  const steps = job.steps ?? []
  const uses = steps.flatMap((step) => step.uses ?? [])
  const keepsToken = steps.some(
    (step) =>
      step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false,
  )
  return [
    ...(job.permissions ? [] : ['names no permissions']),
    ...(job['timeout-minutes'] || job.uses?.startsWith('./') ? [] : ['has no timeout']),
    ...uses
      .filter((action) => !action.startsWith('./') && !pinned.test(action))
      .map((action) => `${action} is not pinned by its commit`),
    ...(keepsToken ? ['leaves its token in the checkout'] : []),
    ...(buildsBefore(steps, 'actions/setup-go@')
      ? ['builds a program from Go modules with whatever Go the runner has']
      : []),
    ...(steps.some(({ run }) => run?.includes('$' + '{{'))
      ? ['has a script with an expression in it; hand the value over in `env`']
      : []),
    ...(steps.some((step) => /\|/.test(step.run ?? '') && (step.shell ?? shell) !== 'bash')
      ? ['has a script with a pipe, whose failure only `shell: bash` reports']
      : []),
  ].map((fault) => `${name}: ${fault}`)
}

/** What a release does, and nothing that anyone can start with a pull request may do. */
const releasing = ['packages', 'attestations']

/** `on: { push: { tags } }` and nothing else. */
const isOfTags = (on: unknown): boolean => {
  const { push, ...others } = on as { push?: { tags?: unknown; branches?: unknown } }
  return push?.tags !== undefined && !push.branches && Object.keys(others).length === 0
}

/** The workflows that have to pass on a commit before it is published. */
const before = ['checks', 'kind'].map((name) => `./.github/workflows/${name}.yaml`)

/** The workflows that have passed when a job starts. */
function passedBefore(name: string, jobs: Workflow['jobs']): string[] {
  const { needs = [] } = jobs[name] ?? {}
  return [needs].flat().flatMap((one) => [jobs[one]?.uses ?? '', ...passedBefore(one, jobs)])
}

const releases = ({ permissions = {} }: Job) =>
  releasing.some((permission) => permissions[permission] === 'write')

/** Where a workflow of GitHub Actions may do more than it has to. */
export function workflowFaults(text: string): string[] {
  const { on, permissions, concurrency, defaults, jobs } = parse(text) as Workflow
  const isEmpty = permissions && Object.keys(permissions).length === 0
  const unnamed = text
    .split('\n')
    .filter((line) => /uses: [^.]/.test(line) && !/ # v\d+\.\d+\.\d+$/.test(line))
  return [
    ...(isEmpty ? [] : ['the workflow grants permissions to every job']),
    ...(concurrency ? [] : ['the workflow says nothing about runs at the same time']),
    ...Object.entries(jobs).flatMap(([name, job]) => jobFaults(name, job, defaults?.run?.shell)),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      releases(job) && !isOfTags(on)
        ? [`${name}: publishes where no tag of a version is pushed`]
        : [],
    ),
    ...Object.entries(jobs).flatMap(([name, job]) => {
      const passed = releases(job) ? passedBefore(name, jobs) : before
      return before
        .filter((workflow) => !passed.includes(workflow))
        .map((workflow) => `${name}: publishes before ${workflow} has passed`)
    }),
    ...unnamed.map((line) => `${line.trim()} does not say its version`),
  ]
}
