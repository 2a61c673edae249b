import { CannotRun, type Service } from '@stoa/topology'
import type { Kubectl } from '../check/kubectl.ts'
import { completeSecrets, howToMatch, namespacesOfSecrets } from '../completion/complete-secrets.ts'
import { freshMaterials } from '../completion/fresh.ts'
import { type KnownSecrets, readSecrets } from '../completion/known-secrets.ts'
import { HelmError } from '../helm.ts'
import type { Profile } from '../profiles.ts'
import { offlineRenderCall, type Target } from '../releases/helm-arguments.ts'
import type { Helm } from '../releases/helm-client.ts'
import type { Step } from '../releases/plan.ts'
import { answerOf } from './answer.ts'
import { issuerFaults } from './cluster-issuer.ts'
import { contradictions } from './contradictions.ts'
import { mergedValues } from './merge-values.ts'
import { merged, type Need, needsOfObjects } from './needs.ts'
import { brokerNeeds, needsOfValues } from './needs-of-values.ts'
import { type KubernetesObject, objectsIn } from './objects.ts'
import { priorityClassesOf, priorityFaults, priorityNeeds } from './priority-classes.ts'
import { volumeFaults } from './volumes.ts'

export interface Preflight {
  readonly helm: Helm
  readonly kubectl: Kubectl
  readonly target: Target
  readonly services: readonly Service[]
  readonly profile: Profile
  /** The folder with values of this cluster alone, where one was named. */
  readonly site: string | undefined
}

const brings: readonly Step['action']['type'][] = ['install', 'upgrade', 'reinstall', 'recover']

/** Looks for all that a plan needs, before its first change. @throws CannotRun with everything that is wrong or missing */
export async function requireReady(steps: readonly Step[], asked: Preflight): Promise<void> {
  const coming = steps.filter(({ action }) => brings.includes(action.type))
  const wrong: string[] = []
  const needs: Need[] = []
  const broughtClasses: string[] = []
  let comesLater = false
  for (const step of coming) {
    try {
      const values = mergedValues(asked.target.valuesOf(step.release))
      comesLater ||= values.requireSecrets === false
      const { name, namespace } = step.release
      const objects = await ownObjects(step, asked)
      broughtClasses.push(...priorityClassesOf(objects))
      needs.push(...(await needsOf(step, values, objects, asked)), ...priorityNeeds(values, name))
      wrong.push(...((await volumeFaults[name]?.(values, namespace, asked.kubectl)) ?? []))
    } catch (error) {
      if (!(error instanceof HelmError || error instanceof CannotRun)) throw error
      wrong.push(`${step.release.name}: ${error.message}`)
    }
  }
  const names = coming.map(({ release }) => release.name)
  if (wrong.length === 0) wrong.push(...(await contradictions(names, asked)))
  const isMet = (need: Need) =>
    (need.kind === 'Secret' && comesLater) ||
    (need.kind === 'PriorityClass' && broughtClasses.includes(need.name))
  const wanted = merged(needs).filter((need) => !isMet(need))
  const missing = await missingOf(wanted, asked)
  const faults = [...wrong, ...missing]
  if (faults.length > 0)
    throw new CannotRun(
      [
        'nothing was changed, since this is wrong or missing:',
        ...faults.map((fault) => `  ${fault}`),
        ...(asked.site === undefined ? ['no site was given; name its folder with --site DIR'] : []),
      ].join('\n'),
    )
}

/** The objects of a chart of ours. */
async function ownObjects(
  { release }: Step,
  { helm, target }: Preflight,
): Promise<readonly KubernetesObject[]> {
  if (release.repository !== undefined) return []
  return objectsIn(await helm(offlineRenderCall(release, target)))
}

async function needsOf(
  { release: { name, namespace } }: Step,
  values: object,
  objects: readonly KubernetesObject[],
  { services, profile }: Preflight,
): Promise<readonly Need[]> {
  if (name === 'nats') return brokerNeeds(services, profile, await freshMaterials())
  return [
    ...needsOfObjects(objects, namespace),
    ...(needsOfValues[name]?.(values, namespace) ?? []),
  ]
}

async function missingOf(wanted: readonly Need[], asked: Preflight): Promise<string[]> {
  const { kubectl, services, profile } = asked
  const secrets = wanted.filter((need) => need.kind === 'Secret')
  const namespaces = secrets.map(({ namespace }) => namespace)
  const pairs = namespaces.length > 0 ? namespacesOfSecrets : []
  const known = await readSecrets(kubectl, [...namespaces, ...pairs])
  const { missing, faults } = completeSecrets(services, profile, known, await freshMaterials())
  // A service starts without an optional key, which the profile provides nevertheless.
  const lackedOf = (namespace: string, name: string) =>
    missing
      .filter(({ metadata }) => metadata.namespace === namespace && metadata.name === name)
      .flatMap(({ stringData }) => Object.keys(stringData))
  const absent = secrets.flatMap(({ namespace, name, keys }) =>
    absentKeys(known, namespace, name, [...new Set([...keys, ...lackedOf(namespace, name)])]),
  )
  const mismatches = faults.filter(({ isThere }) => isThere).map(({ text }) => text)
  const others: string[] = []
  for (const need of wanted) others.push(...(await otherThanSecret(need, kubectl)))
  return [
    ...absent,
    ...(absent.length > 0 ? [howToMakeSecrets] : []),
    ...mismatches,
    ...(mismatches.length > 0 ? [howToMatch] : []),
    ...others,
  ]
}

const howToMakeSecrets =
  '`npx stoa cluster secrets --context C` prints those of the database and the broker, once `npx stoa cluster install --only namespaces` has made their namespaces; docs/how-to/run-in-a-cluster.md says what the others are'

function absentKeys(
  known: KnownSecrets,
  namespace: string,
  name: string,
  keys: readonly string[],
): string[] {
  const there = known(namespace, name)
  const absent = keys.filter((key) => there === undefined || !(key in there))
  if (there !== undefined && absent.length === 0) return []
  return [`the Secret ${name} in ${namespace}${absent.length > 0 ? `: ${absent.join(', ')}` : ''}`]
}

async function otherThanSecret(need: Need, kubectl: Kubectl): Promise<string[]> {
  switch (need.kind) {
    case 'Secret':
      return []
    case 'value':
      return [`the value ${need.path}: ${need.meaning}; give it in <site>/${need.release}.yaml`]
    case 'PriorityClass':
      return priorityFaults(need, kubectl)
    case 'ClusterIssuer':
      return issuerFaults(need.name, kubectl)
    case 'metrics':
      return (await answerOf(kubectl, ['get', '--raw=/apis/metrics.k8s.io/v1beta1'])) !== undefined
        ? []
        : ['the API metrics.k8s.io, by which replicas are scaled on CPU: install metrics-server']
  }
}
