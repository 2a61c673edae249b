import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'

/** The files of values of each profile, one over the other. */
const filesOf = {
  small: ['small'],
  production: ['production'],
  'multi-region': ['production', 'multi-region'],
} as const

export type Profile = keyof typeof filesOf
export const profiles = Object.keys(filesOf) as readonly Profile[]

export const chart = (name: string): string => join(repositoryRoot, 'charts', name)

/** The arguments with which Helm renders, lints or installs the platform; `values` are files that come last. */
export const renderArguments = (profile: Profile, values: readonly string[]): string[] => [
  chart('stoa'),
  '--namespace=commerce',
  ...filesOf[profile].map((file) => `--values=${join(chart('profiles'), `${file}.yaml`)}`),
  ...values.map((file) => `--values=${file}`),
]
