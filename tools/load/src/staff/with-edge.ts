import { type Edge, openEdge } from '../edge/edge.ts'
import type { parseOptions } from '../options.ts'
import { readRunningPlatform } from '../platform.ts'
import { type ClusterTarget, clusterTargetOf } from './cluster-options.ts'
import { explain } from './explain.ts'
import { readToken } from './read-token.ts'

export interface ClusterEdge {
  readonly edge: Edge
  /** Closes it; resolves to why the forwarded port had closed by itself, if it had. */
  end(): Promise<Error | undefined>
}

/** Opens the edge of the cluster that the kubeconfig's context names. @throws CannotRun where it cannot be reached */
export type OpenClusterEdge = (
  context: string,
  options: { readonly token: Edge['token']; readonly ca: string | undefined },
) => Promise<ClusterEdge>

/** Hands `work` the edge of the running platform, or of the cluster that the options name, and closes it. */
export async function withEdge(
  options: Pick<ReturnType<typeof parseOptions>, 'text'>,
  open: OpenClusterEdge,
  work: (edge: Edge) => Promise<number>,
): Promise<number> {
  const target = clusterTargetOf(options)
  if (target) return withClusterEdge(target, open, work)
  const edge = openEdge(readRunningPlatform(), { connections: 2 })
  try {
    return await work(edge)
  } finally {
    await edge.close()
  }
}

async function withClusterEdge(
  { context, tokenFile, ca }: ClusterTarget,
  open: OpenClusterEdge,
  work: (edge: Edge) => Promise<number>,
): Promise<number> {
  const given = await readToken(tokenFile)
  let roles: readonly string[] = []
  const token: Edge['token'] = async (_subject, ...needed) => {
    roles = needed
    return given
  }
  const { edge, end } = await open(context, { token, ca })
  try {
    const status = await work(edge)
    await end()
    return status
  } catch (error) {
    throw explain(error, { roles, lost: await end() })
  }
}
