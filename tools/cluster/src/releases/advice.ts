import { CannotRun } from '@stoa/topology'
import type { Step } from './plan.ts'

interface Advice {
  /** The API server was not reached, so that this call of Helm changed nothing. */
  readonly cannotRun: boolean
  readonly text: string
}

type Cause = readonly [pattern: RegExp, text: (step: Step) => string]

const again = ({ release }: Step) =>
  `then run the same command again: it goes on with ${release.name}`
const pods = ({ release }: Step) => `\`kubectl --namespace ${release.namespace} get pods,events\``

const unreachable = /cluster unreachable/i
const mayNot = /is forbidden: User |unauthorized/i

/** From special to general: the first that matches is the cause. */
const causes: readonly Cause[] = [
  [
    /^helm was (ended|not called): /,
    (step) =>
      `run the same command again: it goes on with ${step.release.name}, and mends what was left half-way`,
  ],
  [
    unreachable,
    () =>
      'check that the API server runs and that the context has its address, certificate and credentials, then run the same command again',
  ],
  [
    /not a valid chart repository|failed to fetch|chart .* not found|no chart version found/i,
    (step) =>
      `check that ${step.release.repository ?? step.release.chart} can be reached from here, through a proxy too, ${again(step)}`,
  ],
  [
    /Secrets are missing/,
    (step) =>
      `create them: \`npx stoa cluster secrets --context C\` prints those of the database and the broker, and \`<service>-providers\` are yours; ${again(step)}`,
  ],
  [
    /because it is being terminated/,
    (step) =>
      `wait until \`kubectl get namespace ${step.release.namespace}\` finds none, run \`npx stoa cluster upgrade --only namespaces\`, which makes it again, ${again(step)}`,
  ],
  [
    /exceeded quota/,
    (step) =>
      `raise the quota that it names, in <site>/stoa.yaml (\`quota\`) if it is the platform's, ${again(step)}`,
  ],
  [
    /violates PodSecurity/,
    (step) =>
      `look at the labels of \`kubectl get namespace ${step.release.namespace} --show-labels\`, which \`npx stoa cluster upgrade --only namespaces\` sets, ${again(step)}`,
  ],
  [mayNot, (step) => `use a context whose user may do what it names, ${again(step)}`],
  [
    /failed calling webhook|conversion webhook/i,
    (step) =>
      `the operator that it names does not answer: look at its pods with \`kubectl get pods --all-namespaces\`, ${again(step)}`,
  ],
  [
    /no matches for kind/i,
    (step) =>
      `install the release that brings this kind first, without --only and --without, ${again(step)}`,
  ],
  [
    /Apply failed with \d+ conflict/i,
    (step) =>
      `another program owns the fields that it names: have it give them up, or remove the object with kubectl where that loses nothing, ${again(step)}`,
  ],
  [
    /volumeClaimTemplates|updates to statefulset spec for fields other than/i,
    (step) =>
      `volumes that a StatefulSet asks for stay as they are: give the sizes that stand in <site>/${step.release.name}.yaml, ${again(step)}`,
  ],
  [
    /field is immutable/i,
    (step) =>
      `the object that it names cannot be changed in place: remove it with kubectl, ${again(step)}`,
  ],
  [
    /invalid ownership|cannot be imported/i,
    (step) =>
      `an object of that name was made by another program: remove or rename it, ${again(step)}`,
  ],
  [
    /operation .* in progress/i,
    () => 'another Helm works on this release: wait for its end, then run the same command again',
  ],
  [
    /values don't meet|execution error at|is invalid: |failed to create typed patch object/i,
    (step) =>
      `correct the values in <site>/${step.release.name}.yaml, name the folder with --site, ${again(step)}`,
  ],
  [
    /timed out|timeout|deadline exceeded|not ready/i,
    (step) =>
      `it waited ${step.release.waitMinutes} min until ${step.release.ready}; look at ${pods(step)}, mend the cause, ${again(step)}`,
  ],
]

/** What to do about a failed call of Helm. */
export function adviceOn(complaint: string, step: Step): Advice {
  const [, text] = causes.find(([pattern]) => pattern.test(complaint)) ?? []
  return {
    cannotRun: unreachable.test(complaint),
    text: text?.(step) ?? `look at ${pods(step)}, mend the cause, ${again(step)}`,
  }
}

/** The error of a cluster of which nothing can be known. */
export const cannotBeAsked = (complaint: string, cause: unknown): CannotRun =>
  new CannotRun(
    `the cluster cannot be asked: ${complaint}\ncheck that its API server runs and that the context has its address, certificate and a user with rights`,
    { cause },
  )

/** Whether the cluster could not be asked, so that nothing is known about it. */
export const isUnreachable = (complaint: string): boolean =>
  unreachable.test(complaint) || mayNot.test(complaint)
