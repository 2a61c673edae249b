import { runProgram } from '../run-program.ts'

export interface Release {
  readonly name: string
  readonly namespace: string
  readonly chart: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Installs a release, or upgrades it. It does not wait for pods, which nothing runs. */
export async function installRelease(
  helm: string,
  { kubeconfig, home }: { readonly kubeconfig: string; readonly home: string },
  { name, namespace, chart, values }: Release,
): Promise<void> {
  const args = ['upgrade', name, chart, '--install', '--namespace', namespace, '--values', '-']
  const env = { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig }
  await runProgram(helm, args, env, { input: JSON.stringify(values) })
}
