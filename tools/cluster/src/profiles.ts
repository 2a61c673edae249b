import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'

export const profiles = ['small', 'production', 'multi-region'] as const
export type Profile = (typeof profiles)[number]

/** The names of the files of values of each profile, one over the other. */
export const layersOf: Readonly<Record<Profile, readonly Profile[]>> = {
  small: ['small'],
  production: ['production'],
  'multi-region': ['production', 'multi-region'],
}

export const chart = (name: string): string => join(repositoryRoot, 'charts', name)

/** The arguments with which Helm renders, lints or installs the platform; `values` are files that come last. */
export const renderArguments = (profile: Profile, values: readonly string[]): string[] => [
  chart('stoa'),
  '--namespace=commerce',
  ...layersOf[profile].map((file) => `--values=${join(chart('profiles'), `${file}.yaml`)}`),
  ...values.map((file) => `--values=${file}`),
]
