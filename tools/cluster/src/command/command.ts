import { join } from 'node:path'
import { CannotRun, type Command, homeOf, readTopology } from '@stoa/topology'
import { requireFreshCharts } from '../charts/fresh.ts'
import { kubectlOf } from '../check/kubectl.ts'
import { requireHelm } from '../helm.ts'
import { requireSameProfile } from '../lock/installed-profile.ts'
import { readLease } from '../lock/lease-store.ts'
import { valuesByName } from '../preflight/contradictions.ts'
import { mergedValues } from '../preflight/merge-values.ts'
import { requireReady } from '../preflight/preflight.ts'
import { valueFaults } from '../preflight/value-faults.ts'
import { changesOf } from '../releases/changes.ts'
import { callsOf } from '../releases/helm-arguments.ts'
import { type Helm, helmAt } from '../releases/helm-client.ts'
import type { Installed } from '../releases/installed.ts'
import { keptForData, readDatabases } from '../releases/kept-for-data.ts'
import { requireContext } from '../releases/kubeconfig.ts'
import { leftOver, withLeftOver } from '../releases/left-over.ts'
import { planOf, type Verb } from '../releases/plan.ts'
import { readReleases } from '../releases/read.ts'
import { readInstalled } from '../releases/read-installed.ts'
import { type Release, releasesOf } from '../releases/release.ts'
import { onStandby } from '../releases/standby.ts'
import { valuesFiles } from '../releases/values.ts'
import { runCheck } from './check.ts'
import { changeLocked } from './locked.ts'
import { type ClusterOptions, checkSite, parseOptions, requireFolder } from './options.ts'
import { printImages, printSecrets, printTrial } from './print.ts'
import { restore } from './restore.ts'
import { print, type Run, reachable, report } from './run.ts'
import { textOfDifferences, textOfLeftOver, textOfPlan } from './text.ts'
import { type ClusterVerb, usage } from './usage.ts'
import { runVerify } from './verify.ts'

export const clusterCommand: Command = {
  name: 'cluster',
  summary: 'install, upgrade and remove the platform in a Kubernetes cluster',
  usage,
  run: (args) => runCluster(parseOptions(args), readReleases()),
}

/** The verbs that render our charts. */
const readsCharts: readonly ClusterVerb[] = ['install', 'upgrade', 'diff']

/** Returns the exit status. */
export async function runCluster(
  options: ClusterOptions,
  listed: readonly Release[],
): Promise<number> {
  requireFolder(options.site)
  switch (options.verb) {
    case 'secrets':
      return printSecrets(options)
    case 'images':
      return printImages(options)
    case 'trial':
      return printTrial(options)
    case 'check':
      return runCheck(options)
    case 'verify':
      return runVerify(options)
  }
  checkSite(options.site, listed, releasesOf(listed, options.profile))
  const { profile, site, standbyOf } = options
  const ofProfile = releasesOf(listed, profile, options.without)
  const releases = standbyOf === undefined ? ofProfile : onStandby(ofProfile)
  const derivedFolder = join(homeOf(process.env), 'cluster', profile)
  const valuesOf = (release: Release) =>
    valuesFiles(release, { profile, folder: site, derivedFolder, standbyOf })
  const run = (context: string): Run => ({ options, releases, target: { context, valuesOf } })
  if (options.verb === 'plan') return printPlan(run(options.context ?? '<context>'), listed)
  const program = requireHelm()
  const context = requireContext(options.context)
  if (readsCharts.includes(options.verb)) await requireFreshCharts()
  switch (options.verb) {
    case 'diff':
      return printChanges(run(context), helmAt(program))
    case 'restore':
      return restore(run(context), program, derivedFolder)
    default:
      return change(run(context), program, options.verb, listed)
  }
}

/**
 * @throws CannotRun that names a file of values which is no map of YAML, or values that contradict each other; what Helm has to render
 * for that is found by an installation alone
 */
function printPlan({ options, releases, target }: Run, listed: readonly Release[]): number {
  const all = planOf(releases, [], { verb: 'install', only: [] })
  const unknown = planOf(releases, [], { verb: 'uninstall', only: options.only })
  const names = unknown.map(({ release }) => release.name)
  const faults = valueFaults(names, valuesByName(releasesOf(listed, options.profile), target))
  if (faults.length > 0) throw new CannotRun(faults.join('\n'))
  const steps = all
    .filter(({ release }) => names.includes(release.name))
    .map((step) => ({ ...step, calls: callsOf(step, target) }))
  for (const { release } of steps) mergedValues(target.valuesOf(release))
  print(
    options.json
      ? JSON.stringify({
          profile: options.profile,
          steps: steps.map(({ release, action, calls }) => ({
            ...{ release: release.name, namespace: release.namespace, action: action.type },
            ...{ chart: release.chart, version: release.version ?? null },
            ...{ after: release.after, ready: release.ready },
            calls: calls.map((call) => ['helm', ...call]),
          })),
        })
      : textOfPlan(steps),
  )
  return 0
}

async function change(
  { options, releases, target }: Run,
  program: string,
  verb: Verb,
  listed: readonly Release[],
): Promise<number> {
  const { only, without } = options
  let others: readonly Release[] = []
  const locked = { ...options, context: target.context }
  const outcomes = await changeLocked(locked, program, target, async (before) => {
    const helm = helmAt(program)
    const installed = await reachable(readInstalled(helm, target, verb, only, before?.release))
    const kubectl = kubectlOf(target.context)
    const databases = verb === 'uninstall' ? await readDatabases(kubectl) : []
    const known = { listed, releases, without }
    others = leftOver(known, options.profile, installed, before)
    const chosen = verb === 'uninstall' ? withLeftOver(known, others) : releases
    const planned = planOf(chosen, installed, { verb, only })
    const steps = keptForData(planned, chosen, options, databases)
    const { services } = readTopology()
    const { profile, site } = options
    await requireReady(steps, { helm, kubectl, target, services, profile, site })
    return { steps, installed }
  })
  if (verb !== 'uninstall' && others.length > 0)
    process.stderr.write(
      `${textOfLeftOver(others, { context: target.context, profile: options.profile })}\n`,
    )
  return report(options, outcomes, target)
}

async function printChanges({ options, releases, target }: Run, helm: Helm): Promise<number> {
  const lease = await readLease(kubectlOf(target.context))
  requireSameProfile(options, lease)
  const installed: Installed[] = await reachable(
    readInstalled(helm, target, 'upgrade', [], lease?.release),
  )
  const steps = planOf(releases, installed, { verb: 'upgrade', only: options.only })
  const changes = await reachable(changesOf(steps, installed, helm, target))
  const mends = steps
    .filter(({ action }) => action.type === 'recover' || action.type === 'reinstall')
    .map(({ release, action, reason }) => ({ release: release.name, action: action.type, reason }))
  const { profile } = options
  print(
    options.json
      ? JSON.stringify({ profile, context: target.context, mends, changes })
      : textOfDifferences(mends, changes),
  )
  return mends.length === 0 && changes.length === 0 ? 0 : 1
}
