import { parseAllDocuments } from 'yaml'
import { HelmError } from '../helm.ts'

const kinds: readonly unknown[] = ['HorizontalPodAutoscaler', 'ScaledObject']

/** The autoscalers of a release, given its manifest as Helm prints it. */
export const autoscalersIn = (manifest: string): string[] =>
  parseAllDocuments(manifest).flatMap((document) => {
    const object = document.toJS() as { kind?: string; metadata?: { name?: string } } | null
    return kinds.includes(object?.kind) ? [`${object?.kind} ${object?.metadata?.name}`] : []
  })

/** Whether Helm may not set a number of replicas, because an autoscaler set it last. */
export const isScaledByAnother = (error: unknown): boolean =>
  error instanceof HelmError &&
  /conflicts?: .*"kube-controller-manager" with subresource "scale"/.test(error.message)
