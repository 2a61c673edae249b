import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { parse } from 'yaml'
import { z } from 'zod'

const schema = z.object({ contexts: z.array(z.object({ name: z.string() })).nullish() })

/** The context to use. @throws CannotRun where it was not named or is none, with those that there are */
export function requireContext(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const paths = (environment.KUBECONFIG || join(homedir(), '.kube/config')).split(delimiter)
  const files = paths.filter((path) => path !== '' && existsSync(path))
  if (files.length === 0)
    throw new CannotRun(
      `there is no kubeconfig at ${paths.join(', ')}: set KUBECONFIG to the file that names your cluster`,
    )
  const contexts = files.flatMap(contextsIn)
  const known = contexts.length > 0 ? contexts.join(', ') : 'none'
  if (named === undefined)
    throw new CannotRun(`name the cluster with --context; the kubeconfig has ${known}`)
  if (!contexts.includes(named))
    throw new CannotRun(`there is no context ${named}; the kubeconfig has ${known}`)
  return named
}

function contextsIn(file: string): string[] {
  try {
    return (schema.parse(parse(readFileSync(file, 'utf8'))).contexts ?? []).map(({ name }) => name)
  } catch (error) {
    throw new CannotRun(`${file} is not a kubeconfig`, { cause: error })
  }
}
