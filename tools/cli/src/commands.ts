import type { Command } from '@stoa/topology'

export interface Row {
  readonly name: string
  load(): Promise<Command>
}

/** Every command, in the order of `stoa --help`. A command's code is loaded when it is asked for. */
export const commands: readonly Row[] = [
  { name: 'up', load: async () => (await import('./commands/up.ts')).up },
  { name: 'down', load: async () => (await import('./commands/down.ts')).down },
  { name: 'status', load: async () => (await import('./commands/status.ts')).status },
  { name: 'doctor', load: async () => (await import('./commands/doctor.ts')).doctorCommand },
  { name: 'logs', load: async () => (await import('./commands/logs.ts')).logs },
  { name: 'order', load: async () => (await import('@stoa/load')).orderCommand },
  { name: 'load', load: async () => (await import('@stoa/load')).loadCommand },
  { name: 'verify', load: async () => (await import('@stoa/verify')).verifyCommand },
  {
    name: 'dead-letters',
    load: async () => (await import('./commands/dead-letters.ts')).deadLetters,
  },
  { name: 'mesh', load: async () => (await import('@stoa/mesh/commands')).meshCommand },
  { name: 'replay', load: async () => (await import('@stoa/replay')).replayCommand },
  { name: 'audit', load: async () => (await import('@stoa/audit')).auditCommand },
  { name: 'bench', load: async () => (await import('@stoa/bench')).benchCommand },
]
