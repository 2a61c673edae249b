import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  answer,
  type Compiled,
  type KubernetesObject,
  type Question,
  type Verdict,
  verdict,
} from './istio-answers.ts'
import { startLines } from './line-process.ts'

const built = join(import.meta.dirname, '../../../.stoa/tools/istio-reference')

export type Found = { readonly binary: string } | { readonly missing: string }

/** Istio's own compiler (`reference/`); tests never build it, it takes minutes. */
export function findReference(): Found {
  const binary = process.env.STOA_ISTIO_REFERENCE ?? built
  return existsSync(binary)
    ? { binary }
    : { missing: `no ${binary}: \`npm run reference -w @stoa/mesh\` builds it (needs Go)` }
}

export interface IstioReference {
  /** Fails with Istio's reason when the mesh's own settings are refused. */
  readonly ask: (question: Question) => Promise<Compiled>
  readonly validate: (object: KubernetesObject) => Promise<Verdict>
  readonly close: () => Promise<void>
}

export function openReference(binary: string): IstioReference {
  const compiler = startLines(binary, [])
  const validator = startLines(binary, ['-validate'])
  return {
    ask: async (question) => {
      const given = answer.parse(await compiler.ask(question))
      if (given.error !== null) throw new Error(given.error)
      return given
    },
    validate: async (object) => verdict.parse(await validator.ask({ object })),
    close: async () => {
      await Promise.all([compiler.close(), validator.close()])
    },
  }
}
