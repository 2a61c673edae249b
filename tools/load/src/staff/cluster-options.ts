import { CannotRun } from '@stoa/topology'
import type { parseOptions } from '../options.ts'

/** The options with which a command for staff reaches the edge of a cluster. */
export const clusterOptions = {
  context: { type: 'string' },
  'token-file': { type: 'string' },
  ca: { type: 'string' },
} as const

/** Their part of the command's `--help`. */
export const clusterUsage = `in a cluster:
  --context C        send it to the edge of the cluster that the kubeconfig
                     names so, by a port that kubectl forwards
  --token-file FILE  a token of your issuer, alone in FILE; - reads it from
                     standard input. It says who acts, in the place of --as
  --ca FILE          the certificates to trust, in PEM, where no public
                     authority signed that of the edge`

export interface ClusterTarget {
  readonly context: string
  readonly tokenFile: string
  readonly ca: string | undefined
}

/** The cluster that is meant; undefined: the platform on this machine. @throws CannotRun when the options do not fit */
export function clusterTargetOf({
  text,
}: Pick<ReturnType<typeof parseOptions>, 'text'>): ClusterTarget | undefined {
  const [context, tokenFile, ca] = [text('context'), text('token-file'), text('ca')]
  if (context === undefined) {
    if (tokenFile !== undefined || ca !== undefined)
      throw new CannotRun('--token-file and --ca need --context: name the cluster')
    return undefined
  }
  if (text('as') !== undefined)
    throw new CannotRun('--as is for the platform on this machine; in a cluster the token says who')
  if (tokenFile === undefined)
    throw new CannotRun(
      '--context needs --token-file FILE, with a token of your issuer in FILE; - reads standard input',
    )
  return { context, tokenFile, ca }
}
