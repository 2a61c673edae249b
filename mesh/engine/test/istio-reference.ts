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
import { startLineProcess } from './line-process.ts'

const built = join(import.meta.dirname, '../../../.stoa/tools/istio-reference')

export type Found = { readonly binary: string } | { readonly missing: string }

/** Finds Istio's own compiler (`reference/`). Tests do not build it, because that takes minutes. */
export function findReference(): Found {
  const binary = process.env.STOA_ISTIO_REFERENCE ?? built
  return existsSync(binary)
    ? { binary }
    : { missing: `no ${binary}: \`npm run reference -w @stoa/mesh\` builds it (needs Go)` }
}

export interface IstioReference {
  /** Rejects with Istio's reason when MeshConfig is refused. */
  readonly request: (question: Question) => Promise<Compiled>
  readonly validate: (object: KubernetesObject) => Promise<Verdict>
  readonly close: () => Promise<void>
}

export function openReference(binary: string): IstioReference {
  const compiler = startLineProcess(binary, [])
  const validator = startLineProcess(binary, ['-validate'])
  return {
    request: async (question) => {
      const given = answer.parse(await compiler.request(question))
      if (given.error !== null) throw new Error(given.error)
      return given
    },
    validate: async (object) => verdict.parse(await validator.request({ object })),
    close: async () => {
      await Promise.all([compiler.close(), validator.close()])
    },
  }
}
