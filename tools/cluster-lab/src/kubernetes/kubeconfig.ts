/** Where a client finds the API server, and the token that it sends. */
export interface Access {
  readonly url: string
  readonly caFile: string
  readonly token: string
}

/** A kubeconfig; JSON, which is YAML as well. */
export const kubeconfigOf = ({ url, caFile, token }: Access, namespace = 'default'): string =>
  JSON.stringify(
    {
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'lab' },
      clusters: [{ name: 'lab', cluster: { server: url, 'certificate-authority': caFile } }],
      users: [{ name: 'lab', user: { token } }],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab', namespace } }],
    },
    null,
    2,
  )
