import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { stringify } from 'yaml'
import { kubectlOf } from '../check/kubectl.ts'
import { helmAt } from '../releases/helm-client.ts'
import { planOf } from '../releases/plan.ts'
import { readInstalled } from '../releases/read-installed.ts'
import { readRestored } from '../releases/read-restored.ts'
import {
  momentOf,
  requireSameMoment,
  restoredName,
  restoredRelease,
  restoreValues,
} from '../releases/restore.ts'
import { changeLocked } from './locked.ts'
import { type Run, reachable, report } from './run.ts'

/** Restores the databases beside those that serve. @throws CannotRun where those of another moment are there */
export async function restore(
  { options, releases, target }: Run,
  program: string,
  derivedFolder: string,
): Promise<number> {
  const at = momentOf(options.at, new Date())
  const postgres = releases.find(({ name }) => name === 'postgres')
  if (!postgres) throw new CannotRun('there is no release postgres in this profile')
  const files = target.valuesOf(postgres)
  const path = join(derivedFolder, `${restoredName}.yaml`)
  writeFileSync(path, stringify(restoreValues(files, at)))
  const { context } = target
  const restored = { context, valuesOf: () => [...files, path] }
  const release = restoredRelease(postgres)
  const outcomes = await changeLocked({ ...options, context }, program, restored, async () => {
    const helm = helmAt(program)
    const installed = await reachable(readInstalled(helm, restored, 'install', []))
    const access = { helm, kubectl: kubectlOf(context), target }
    const there = await reachable(readRestored(release, installed, access))
    requireSameMoment(there, at)
    // A release whose Postgres was deleted makes it again.
    const verb = there.cluster ? 'install' : 'upgrade'
    const steps = planOf([release], installed, { verb, only: [] })
    return {
      steps: steps.map((step) => ({ ...step, reason: `${step.reason}; as of ${at}` })),
      installed,
    }
  })
  return report(options, outcomes, restored)
}
