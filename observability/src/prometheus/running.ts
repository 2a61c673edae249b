import { CannotRun, homeOf, readRunningState } from '@stoa/topology'

/** Forwards a port of loopback to the Prometheus of the cluster that the kubeconfig's context names. */
export type ForwardPrometheus = (context: string) => Promise<ForwardedPrometheus>

export interface ForwardedPrometheus {
  readonly hostname: string
  readonly port: number
  /** Closes the port; resolves to why it had closed by itself, if it had. */
  end(): Promise<Error | undefined>
}

/** Asks the Prometheus of a cluster, or without a context that of the running platform. @throws CannotRun when there is none */
export async function askPrometheus<Answer>(
  context: string | undefined,
  forward: ForwardPrometheus,
  ask: (url: string) => Promise<Answer>,
): Promise<Answer> {
  if (context === undefined) return ask(runningPrometheus(process.env))
  const { hostname, port, end } = await forward(context)
  try {
    const answer = await ask(`http://${hostname}:${port}`)
    await end()
    return answer
  } catch (error) {
    throw (await end()) ?? error
  }
}

/**
 * The address of the running platform's Prometheus.
 * @throws CannotRun when no platform or no Prometheus runs
 */
export function runningPrometheus(env: NodeJS.ProcessEnv): string {
  const { prometheus } = readRunningState(homeOf(env)).urls
  if (prometheus) return prometheus
  throw new CannotRun(
    'no Prometheus is running; start the platform without --no-metrics (`npx stoa doctor` says whether Prometheus is there)',
  )
}
