import { parseAllDocuments } from 'yaml'

const kinds: readonly unknown[] = ['HorizontalPodAutoscaler', 'ScaledObject']

/** The autoscalers of a release, given its manifest as Helm prints it. */
export const autoscalersIn = (manifest: string): string[] =>
  parseAllDocuments(manifest).flatMap((document) => {
    const object = document.toJS() as { kind?: string; metadata?: { name?: string } } | null
    return kinds.includes(object?.kind) ? [`${object?.kind} ${object?.metadata?.name}`] : []
  })

/** Whether any of them is gone. */
export const areLost = (before: readonly string[], after: readonly string[]): boolean =>
  before.some((one) => !after.includes(one))
