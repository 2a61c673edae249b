import type { Resource } from '@stoa/run'

interface Process {
  readonly name: string
  readonly after: readonly string[]
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd: string
  readonly ports: Readonly<Record<string, number>>
  readonly isReady: () => Promise<boolean>
  readonly prepare?: () => Promise<void>
}

/** A process of the lab; it has no connection to anything but loopback, and no other environment than is given. */
export const labResource = ({
  name,
  after,
  command,
  args,
  env,
  cwd,
  ports,
  ...rest
}: Process): Resource => ({
  ...{ name, kind: 'control-plane', after, ports, sockets: {} },
  program: () => ({
    ...{ command, args, cwd },
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    onOrphaned: 'KILL',
  }),
  stop: { signal: 'SIGTERM', withinMs: 5_000 },
  ...rest,
})
