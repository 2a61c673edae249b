import { CannotRun } from '@stoa/topology'
import type { Step } from './plan.ts'

interface Advice {
  /** Nothing was changed: the cluster, or what Helm needs, is not there. */
  readonly cannotRun: boolean
  readonly text: string
}

type Cause = readonly [pattern: RegExp, cannotRun: boolean, text: (step: Step) => string]

const again = ({ release }: Step) =>
  `then run the same command again: it goes on with ${release.name}`

const causes: readonly Cause[] = [
  [
    /cluster unreachable|connection refused|no such host|i\/o timeout|tls: |x509:/i,
    true,
    () => 'check that the API server runs and that the context has its address and certificate',
  ],
  [
    /forbidden|unauthorized/i,
    true,
    () => 'use a context whose user may create the objects, custom resources included',
  ],
  [
    /Secrets are missing/,
    false,
    (step) =>
      `create them: \`npx stoa cluster secrets\` prints those of the database and the broker, and \`<service>-providers\` are yours; ${again(step)}`,
  ],
  [
    /timed out|timeout|deadline exceeded|not ready/i,
    false,
    (step) =>
      `it waited ${step.release.waitMinutes} min until ${step.release.ready}; look at \`kubectl --namespace ${step.release.namespace} get pods,events\`, mend the cause, ${again(step)}`,
  ],
  [
    /operation .* in progress/i,
    false,
    () => 'another Helm works on this release: wait for its end, then run the same command again',
  ],
  [
    /values don't meet|schema|is required|must be set|execution error at/i,
    false,
    (step) =>
      `give the values in <site>/${step.release.name}.yaml and name the folder with --site, ${again(step)}`,
  ],
  [
    /invalid ownership|cannot be imported/i,
    false,
    (step) =>
      `an object of that name was made by somebody else: remove or rename it, ${again(step)}`,
  ],
  [
    /failed to fetch|not a valid chart repository|could not find|no chart version found/i,
    false,
    (step) => `check that ${step.release.repository} can be reached from here, ${again(step)}`,
  ],
]

/** What to do about a failed call of Helm. */
export function adviceOn(complaint: string, step: Step): Advice {
  const [, cannotRun, text] = causes.find(([pattern]) => pattern.test(complaint)) ?? []
  return {
    cannotRun: cannotRun ?? false,
    text: text?.(step) ?? `mend the cause, ${again(step)}`,
  }
}

/** The error of a cluster of which nothing can be known. */
export const cannotBeAsked = (complaint: string, cause: unknown): CannotRun =>
  new CannotRun(
    `the cluster cannot be asked: ${complaint}\ncheck that its API server runs and that the context has its address, certificate and a user with rights`,
    { cause },
  )

/** Whether the API server itself could not be asked, so that nothing is known about the cluster. */
export const isUnreachable = (complaint: string): boolean =>
  causes.some(([pattern, cannotRun]) => cannotRun && pattern.test(complaint))
