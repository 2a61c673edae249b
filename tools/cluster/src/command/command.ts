import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun, type Command, homeOf } from '@stoa/topology'
import { stringify } from 'yaml'
import { HelmError, requireHelm } from '../helm.ts'
import { isUnreachable } from '../releases/advice.ts'
import { carryOut, type Outcome } from '../releases/carry-out.ts'
import { changesOf } from '../releases/changes.ts'
import { callsOf, type Target } from '../releases/helm-arguments.ts'
import { type Helm, helmAt } from '../releases/helm-client.ts'
import type { Installed } from '../releases/installed.ts'
import { requireContext } from '../releases/kubeconfig.ts'
import { planOf, type Step, type Verb } from '../releases/plan.ts'
import { readReleases } from '../releases/read.ts'
import { readInstalled } from '../releases/read-installed.ts'
import { type Release, releasesOf } from '../releases/release.ts'
import { momentOf, restoredName, restoredRelease, restoreValues } from '../releases/restore.ts'
import { onStandby } from '../releases/standby.ts'
import { valuesFiles } from '../releases/values.ts'
import { runCheck } from './check.ts'
import { type ClusterOptions, checkSite, parseOptions } from './options.ts'
import { printImages, printSecrets, printTrial } from './print.ts'
import { progressOn, textOfChanges, textOfOutcomes, textOfPlan } from './text.ts'
import { usage } from './usage.ts'
import { runVerify } from './verify.ts'

export const clusterCommand: Command = {
  name: 'cluster',
  summary: 'install, upgrade and remove the platform in a Kubernetes cluster',
  usage,
  run: (args) => runCluster(parseOptions(args), readReleases()),
}

interface Run {
  readonly options: ClusterOptions
  readonly releases: readonly Release[]
  readonly target: Target
}

/** Returns the exit status. */
export async function runCluster(
  options: ClusterOptions,
  listed: readonly Release[],
): Promise<number> {
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
  checkSite(options.site, listed)
  const { profile, site, standbyOf } = options
  const ofProfile = releasesOf(listed, profile, options.without)
  const releases = standbyOf === undefined ? ofProfile : onStandby(ofProfile)
  const derivedFolder = join(homeOf(process.env), 'cluster', profile)
  const valuesOf = (release: Release) =>
    valuesFiles(release, { profile, folder: site, derivedFolder, standbyOf })
  const run = (context: string): Run => ({ options, releases, target: { context, valuesOf } })
  if (options.verb === 'plan') return printPlan(run(options.context ?? '<context>'))
  const helm = helmAt(requireHelm())
  const context = requireContext(options.context)
  switch (options.verb) {
    case 'diff':
      return printChanges(run(context), helm)
    case 'restore':
      return restore(run(context), helm, derivedFolder)
    default:
      return change(run(context), helm, options.verb)
  }
}

async function restore({ options, releases, target }: Run, helm: Helm, derivedFolder: string) {
  const at = momentOf(options.at, new Date())
  const postgres = releases.find(({ name }) => name === 'postgres')
  if (!postgres) throw new CannotRun('there is no release postgres in this profile')
  const files = target.valuesOf(postgres)
  const path = join(derivedFolder, `${restoredName}.yaml`)
  writeFileSync(path, stringify(restoreValues(files, at)))
  const restored = { context: target.context, valuesOf: () => [...files, path] }
  const step: Step = {
    release: restoredRelease(postgres),
    ...{ action: { type: 'install' }, reason: `as of ${at}` },
  }
  return report(
    options,
    await carryOut([step], helm, restored, progressOn(process.stderr)),
    restored,
  )
}

function printPlan({ options, releases, target }: Run): number {
  const all = planOf(releases, [], { verb: 'install', only: [] })
  const unknown = planOf(releases, [], { verb: 'uninstall', only: options.only })
  const names = unknown.map(({ release }) => release.name)
  const steps = all
    .filter(({ release }) => names.includes(release.name))
    .map((step) => ({ ...step, calls: callsOf(step, target) }))
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

async function change({ options, releases, target }: Run, helm: Helm, verb: Verb): Promise<number> {
  const installed = await reachable(readInstalled(helm, target, verb, options.only))
  const steps = planOf(releases, installed, { verb, only: options.only })
  return report(options, await carryOut(steps, helm, target, progressOn(process.stderr)), target)
}

function report(
  { profile, json }: ClusterOptions,
  outcomes: readonly Outcome[],
  { context }: Target,
): number {
  const failed = outcomes.find(({ outcome }) => outcome === 'failed')
  print(
    json
      ? JSON.stringify({ profile, context, ok: !failed, steps: outcomes })
      : textOfOutcomes(outcomes),
  )
  if (failed?.cannotRun) return 2
  return failed ? 1 : 0
}

async function printChanges({ options, releases, target }: Run, helm: Helm): Promise<number> {
  const installed: Installed[] = await reachable(readInstalled(helm, target, 'upgrade', []))
  const steps = planOf(releases, installed, { verb: 'upgrade', only: options.only })
  const changes = await reachable(changesOf(steps, installed, helm, target))
  const { profile } = options
  print(
    options.json
      ? JSON.stringify({ profile, context: target.context, changes })
      : textOfChanges(changes),
  )
  return changes.length === 0 ? 0 : 1
}

/** @throws CannotRun instead where the API server cannot be asked */
async function reachable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HelmError && isUnreachable(error.message))
      throw new CannotRun(
        `the cluster cannot be asked: ${error.message}\ncheck that its API server runs and that the context has its address, certificate and a user with rights`,
        { cause: error },
      )
    throw error
  }
}

const print = (text: string) => process.stdout.write(`${text}\n`)
