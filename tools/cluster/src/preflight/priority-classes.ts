import type { Kubectl } from '../check/kubectl.ts'
import { answerOf } from './answer.ts'
import type { Need } from './needs.ts'
import type { KubernetesObject } from './objects.ts'

/** The classes of priority that values of any chart name, at any depth. */
export const priorityClassesIn = (values: unknown): string[] =>
  typeof values !== 'object' || values === null
    ? []
    : Object.entries(values).flatMap(([key, value]) =>
        key === 'priorityClassName' && typeof value === 'string'
          ? [value].filter((name) => name !== '')
          : priorityClassesIn(value),
      )

export const priorityNeeds = (values: unknown, release: string): Need[] =>
  priorityClassesIn(values).map((name) => ({ kind: 'PriorityClass', release, name }))

export const priorityClassesOf = (objects: readonly KubernetesObject[]): string[] =>
  objects.filter(({ kind }) => kind === 'PriorityClass').map(({ metadata }) => metadata.name)

/** An API server admits no pod of a class that it does not have. */
export async function priorityFaults(
  { name, release }: Extract<Need, { kind: 'PriorityClass' }>,
  kubectl: Kubectl,
): Promise<string[]> {
  const asked = ['get', 'priorityclasses.scheduling.k8s.io', name, '--output=name']
  if ((await answerOf(kubectl, asked)) !== undefined) return []
  return [
    `the PriorityClass ${name}: make it, or name another one with priorityClassName in <site>/${release}.yaml; an empty name stands for none`,
  ]
}
