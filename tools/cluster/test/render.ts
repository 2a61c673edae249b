import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { bringHelm, findHelm } from '../src/helm.ts'
import { chart, type Profile, renderArguments } from '../src/profiles.ts'
import { runHelm } from './run-helm.ts'

export const helm = findHelm() ?? ''

/** For `describe.skipIf`: the title says what brings Helm. */
export const without = helm === ''
export const titled = (title: string) => (without ? `${title} (skipped: ${bringHelm})` : title)

/** Values without a default. */
export const addresses = join(chart('stoa'), 'ci/addresses-values.yaml')

export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  // biome-ignore lint/suspicious/noExplicitAny: the fields of a kind are known to each test, and a wrong one fails it
  readonly spec?: any
  readonly data?: Readonly<Record<string, string>>
}

export interface Variable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: {
    readonly secretKeyRef?: {
      readonly name: string
      readonly key: string
      readonly optional?: boolean
    }
  }
}

/** The environment of a pod's containers. */
export const variablesOf = (podSpec: {
  readonly containers: readonly { readonly env: readonly Variable[] }[]
}): Variable[] => podSpec.containers.flatMap(({ env }) => env)

export const objectsIn = (text: string): KubernetesObject[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null)

/** The objects of the platform without dashboards and alerts, which are many lines. */
export const renderPlatform = (profile: Profile, ...args: readonly string[]): KubernetesObject[] =>
  objectsIn(renderText(profile, '--set=dashboards.enabled=false,alerts.enabled=false', ...args))

export const renderText = (profile: Profile, ...args: readonly string[]): string =>
  runHelm(helm, ['template', 'stoa', ...renderArguments(profile, [addresses]), ...args])
