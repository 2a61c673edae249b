import { spawnSync } from 'node:child_process'

const engines = ['docker', 'podman'] as const
export type Engine = (typeof engines)[number]

const answersWithinMs = 5_000

/** The first container engine on PATH that answers and has compose; undefined when there is none. */
export const findEngine = (env: NodeJS.ProcessEnv): Engine | undefined =>
  engines.find((engine) =>
    [['info'], ['compose', 'version']].every(
      (args) =>
        spawnSync(engine, args, { env, stdio: 'ignore', timeout: answersWithinMs }).status === 0,
    ),
  )
