import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { workflowFaults } from './faults.ts'
import { runStep } from './run-step.ts'

const folder = join(repositoryRoot, '.github/workflows')
const files = readdirSync(folder)
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8')
const checks = textOf('checks.yaml')

it.each(files)('%s may do no more than it has to', (file) => {
  expect(workflowFaults(textOf(file))).toEqual([])
})

it.each([
  [/@[0-9a-f]{40} # v7.0.1/, '@v7 # v7.0.1', 'actions/checkout@v7 is not pinned by its commit'],
  [/ # v7\.0\.1/, '', 'does not say its version'],
  [/permissions: \{\}/, 'permissions: write-all', 'grants permissions to every job'],
  [/ {4}permissions:\n.*\n/, '', 'checks: names no permissions'],
  [/ {4}timeout-minutes: 15\n/, '', 'checks: has no timeout'],
  [/persist-credentials: false/, 'fetch-depth: 0', 'checks: leaves its token in the checkout'],
  [
    /npm run check/,
    'echo $' + '{{ github.head_ref }}',
    'checks: has a script with an expression in it',
  ],
  [/concurrency:\n.*\n.*\n/, '', 'says nothing about runs at the same time'],
  [/npm run check/, 'npm run check | cat', 'checks: has a script with a pipe'],
  [/npm run check/, 'npx stoa lab build', 'checks: builds a program from Go modules with whatever'],
  [/contents: read/, 'packages: write', 'checks: publishes where no tag of a version is pushed'],
])('a workflow with %s replaced by %j is refused', (from, to, fault) => {
  expect(workflowFaults(checks.replace(from, to)).join('\n')).toContain(fault)
})

it('no test skips for want of a tool that we build, and each is built first and cached', () => {
  const { steps } = parse(checks).jobs.tests as {
    steps: { run?: string; env?: Record<string, string>; with?: { path?: string } }[]
  }
  const test = steps.findIndex(({ run }) => run === 'npm test')
  const required = steps[test]?.env?.STOA_REQUIRE_TOOLS?.split(' ') ?? []
  expect(required).toEqual(readdirSync(join(repositoryRoot, 'tools/run/go')).sort())
  const before = steps
    .slice(0, test)
    .map(({ run = '' }) => run)
    .join('\n')
  const cached = steps.map((step) => step.with?.path ?? '').join('\n')
  for (const tool of required) {
    expect(before).toContain(`npx stoa tools build ${tool}`)
    expect(cached).toContain(`.stoa/tools/${tool}-`)
  }
})

it('what a platform tells of itself is measured every week, by every command for it', () => {
  const { on, jobs } = parse(textOf('telemetry.yaml'))
  expect(on).toEqual({
    schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) }],
    workflow_dispatch: null,
  })
  const { strategy, steps } = jobs.measure
  const { command } = strategy.matrix as { command: string[] }
  expect(command).toEqual([
    'alerts',
    'metric-labels',
    'metrics-memory',
    'telemetry-faults',
    'traces',
  ])
  const runs = (steps as { run?: string; env?: object }[]).filter(({ run }) =>
    run?.includes('npm run'),
  )
  expect(runs.map(({ run, env }) => [run, env])).toEqual([
    ['sudo env "PATH=$PATH" npm run telemetry-faults -w @stoa/faults', undefined],
    ['npm run "$COMMAND" -w @stoa/faults', { COMMAND: '$' + '{{ matrix.command }}' }],
  ])
  const observed = `contains(fromJSON('["alerts", "telemetry-faults"]'), matrix.command)`
  const built = steps.filter(({ run }: { run?: string }) => run?.includes('npx stoa tools build'))
  expect(built).toMatchObject([
    { if: observed, run: 'npx stoa tools build collector\nnpx stoa tools build jaeger\n' },
  ])
  expect(steps.find(({ uses }: { uses?: string }) => uses?.includes('setup-go')).if).toBe(observed)
  const { scripts } = JSON.parse(
    readFileSync(join(repositoryRoot, 'tools/faults/package.json'), 'utf8'),
  )
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(command))
})

it('the charts are checked on a real API server on every change', () => {
  const { on, jobs } = parse(textOf('lab.yaml'))
  expect(on).toEqual({ pull_request: null, push: { branches: ['main'] } })
  const runs = jobs.charts.steps.flatMap(({ run = '' }: { run?: string }) => run)
  expect(runs).toContain('npx stoa lab check')
})

it('a change of what a cluster runs or is installed with starts the cluster', () => {
  const { paths } = parse(textOf('kind.yaml')).on.pull_request
  expect(paths).toEqual(
    expect.arrayContaining([
      ...['charts/**', 'mesh/istio/**', 'observability/**', 'packages/**', 'services/**'],
      ...['tools/cli/**', 'tools/cluster/**', 'tools/run/**', 'tools/topology/**'],
    ]),
  )
})

it('a program that an action runs is pinned as well', () => {
  const { steps } = parse(textOf('secrets.yaml')).jobs.scan as {
    steps: { uses?: string; with?: { version?: string } }[]
  }
  const scan = steps.find(({ uses }) => uses?.startsWith('trufflesecurity/'))
  expect(scan?.with?.version).toMatch(/^\d+\.\d+\.\d+$/)
})

it.each([
  ['needs: [plan, checks, cluster]', 'needs: plan', ['checks', 'kind']],
  ['needs: [plan, checks, cluster]', 'needs: [checks]', ['kind']],
])(
  'a release with %j replaced by %j publishes what was not checked, and is refused',
  (from, to, missed) => {
    const faults = workflowFaults(textOf('release.yaml').replace(from, to))
    expect(faults).toEqual(
      ['images', 'chart'].flatMap((job) =>
        missed.map(
          (name) => `${job}: publishes before ./.github/workflows/${name}.yaml has passed`,
        ),
      ),
    )
  },
)

it('what a release runs before it publishes may be called by it', () => {
  for (const file of ['checks.yaml', 'kind.yaml'])
    expect(Object.keys(parse(textOf(file)).on)).toContain('workflow_call')
})

it.each([
  ['tags: ["v[0-9]+.[0-9]+.[0-9]+*"]', 'branches: [main]'],
  ['on:\n', 'on:\n  pull_request:\n'],
])('a release with %j replaced by %j is refused', (from, to) => {
  const faults = workflowFaults(textOf('release.yaml').replace(from, to))
  expect(faults).toContain('chart: publishes where no tag of a version is pushed')
})

const isInstalled = (program: string) => spawnSync(program, ['--version']).error === undefined

const planOf = (env: NodeJS.ProcessEnv) => runStep('release.yaml', 'plan', 'plan', env)

describe.runIf(isInstalled('jq'))('the services whose images are built', () => {
  const deployed = readTopology().services.filter(({ development }) => !development)
  const names = deployed.map(({ name }) => name)
  const packaged = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')).version
  const tag = { GITHUB_REF_NAME: `v${packaged}`, GITHUB_REPOSITORY_OWNER: 'Stoa-Commerce' }

  it('are those that are deployed, for a check and for a release', () => {
    const { names: built = '' } = runStep('images.yaml', 'services', 'list', {}).outputs
    expect(JSON.parse(built)).toEqual(names)
    const { services = '', version, registry } = planOf(tag).outputs
    expect(JSON.parse(services)).toEqual(names)
    expect([version, registry]).toEqual([packaged, 'ghcr.io/stoa-commerce'])
  })

  it('are named in no workflow', () => {
    const named = files.flatMap((file) =>
      names.filter((name) => new RegExp(`SERVICE=${name}\\b`).test(textOf(file))),
    )
    expect(named).toEqual([])
  })

  it.each(['v1.2', 'v1.2.3;id', 'v1.2.3 4', 'v1.2.3\n'])('a release refuses the tag %j', (name) => {
    const { status, stdout } = planOf({ ...tag, GITHUB_REF_NAME: name })
    expect(status).toBe(1)
    expect(stdout).toContain('is no version such as v1.2.3')
  })

  it('a release refuses the tag of a version that package.json does not have', () => {
    const { status, stdout } = planOf({ ...tag, GITHUB_REF_NAME: `v${packaged}-rc.1` })
    expect(status).toBe(1)
    expect(stdout).toContain(`is not the version in package.json, ${packaged}`)
  })
})

describe.each([
  ['actionlint', []],
  ['zizmor', ['--offline', '--pedantic', '--quiet']],
])('%s, where it is installed', (program, args) => {
  const statusOf = (of: readonly string[]) => spawnSync(program, [...args, ...of]).status

  it.runIf(isInstalled(program))(
    'has nothing to say of the workflows, and of a damaged one it has',
    () => {
      expect(statusOf(files.map((file) => join(folder, file)))).toBe(0)
      const damaged = mkdtempSync(join(tmpdir(), 'stoa-workflow-'))
      onTestFinished(() => rmSync(damaged, { recursive: true }))
      const text = checks
        .replace('npm run check', `echo $\{{ github.head_ref }}`)
        .replace('runs-on: ubuntu-24.04', 'runs-on: ubuntu-99')
      writeFileSync(join(damaged, 'checks.yaml'), text)
      expect(statusOf([join(damaged, 'checks.yaml')])).not.toBe(0)
    },
  )
})
