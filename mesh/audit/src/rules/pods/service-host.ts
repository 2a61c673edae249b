export const serviceHost = ({
  metadata,
}: {
  readonly metadata: { readonly name: string; readonly namespace: string }
}): string => `${metadata.name}.${metadata.namespace}.svc.cluster.local`
