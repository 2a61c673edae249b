import type { Cluster } from '../kubernetes/cluster.ts'
import { type KubernetesObject, nameOf } from '../kubernetes/object.ts'
import { contentOf } from './content.ts'

export interface ApplyReport {
  readonly applied: number
  readonly refused: readonly Refusal[]
  /** Objects that differ from what was stored before. */
  readonly changed: readonly string[]
}

export interface Refusal {
  readonly object: string
  readonly reason: string
}

const first = ['Namespace', 'CustomResourceDefinition']
const last = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job']

const rank = ({ kind }: KubernetesObject): number =>
  first.includes(kind) ? 0 : last.includes(kind) ? 2 : 1

/** Namespaces before what is in them, and workloads after what configures them. */
export const inOrderOfUse = (objects: readonly KubernetesObject[]): readonly KubernetesObject[] =>
  [...objects].sort((a, b) => rank(a) - rank(b))

/** Applies objects on the server; a refusal does not keep the others from being applied. */
export async function applyObjects(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
): Promise<ApplyReport> {
  const refused: Refusal[] = []
  const changed: string[] = []
  for (const object of inOrderOfUse(objects)) {
    const before = await cluster.get(object)
    const applied = await cluster.apply(object)
    if ('refused' in applied) refused.push({ object: nameOf(object), reason: applied.refused })
    else if (before === undefined || contentOf(before) !== contentOf(applied.stored))
      changed.push(nameOf(object))
  }
  return { applied: objects.length - refused.length, refused, changed }
}
