import { spawnSync } from 'node:child_process'

const engines = ['docker', 'podman'] as const
export type Engine = (typeof engines)[number]

/** How docker and podman are told which server to ask, and how. */
const engineSetting =
  /^(DOCKER|CONTAINERS?)_|^(PATH|HOME|XDG_RUNTIME_DIR|XDG_CONFIG_HOME|SSH_AUTH_SOCK)$/

/** What an engine gets of the environment, whether it is asked or runs containers. */
export const engineEnv = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => engineSetting.test(name)))

const answersWithinMs = 5_000

/** The first container engine on PATH that answers and has compose; undefined when there is none. */
export function findEngine(outer: NodeJS.ProcessEnv): Engine | undefined {
  const env = engineEnv(outer)
  return engines.find((engine) =>
    [['info'], ['compose', 'version']].every(
      (args) =>
        spawnSync(engine, args, { env, stdio: 'ignore', timeout: answersWithinMs }).status === 0,
    ),
  )
}
