import { parseAllDocuments } from 'yaml'

const kinds: readonly unknown[] = ['HorizontalPodAutoscaler', 'ScaledObject']

interface Autoscaler {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: { readonly scaleTargetRef?: { readonly kind?: string; readonly name: string } }
}

export interface Place {
  readonly namespace: string
  readonly name: string
}

const objectsIn = (manifest: string): Autoscaler[] =>
  parseAllDocuments(manifest).flatMap((document) => {
    const object = document.toJS() as Autoscaler | null
    return object && kinds.includes(object.kind) ? [object] : []
  })

/** The autoscalers of a release, given its manifest as Helm prints it. */
export const autoscalersIn = (manifest: string): string[] =>
  objectsIn(manifest).map(({ kind, metadata }) => `${kind} ${metadata.name}`)

/** The Deployments that they scale. */
export const autoscaledIn = (manifest: string, namespace: string): Place[] =>
  objectsIn(manifest).flatMap(({ metadata, spec }) => {
    const { kind = 'Deployment', name } = spec?.scaleTargetRef ?? {}
    return name !== undefined && kind === 'Deployment'
      ? [{ namespace: metadata.namespace ?? namespace, name }]
      : []
  })

/** Whether any of them is gone. */
export const areLost = (before: readonly string[], after: readonly string[]): boolean =>
  before.some((one) => !after.includes(one))
