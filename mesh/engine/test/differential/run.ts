import fc from 'fast-check'
import type { MeshModel } from '../../src/index.ts'
import type { IstioReference } from '../istio-reference.ts'
import { difference } from './compare.ts'
import { startEnvoyUnderTest } from './envoy-under-test.ts'
import { istioFilters } from './istio-listener.ts'
import { type GeneratedMesh, meshes } from './meshes.ts'
import { type GeneratedRequest, requests } from './requests.ts'
import { generateTokens } from './tokens.ts'

export interface Disagreement {
  readonly mesh: string
  readonly request: GeneratedRequest
  readonly what: string
}

export interface DifferentialReport {
  /** Requests to our compiled configuration, and to Istio's when the reference is used. */
  readonly cases: number
  readonly istioCases: number
  readonly denied: number
  readonly disagreements: readonly Disagreement[]
}

export interface DifferentialOptions {
  readonly cases: number
  readonly seed: number
  readonly protocol: 'http' | 'tcp'
  /** Istio's own compiler, compared with both. */
  readonly istio?: IstioReference | undefined
  /** Changes the evaluator's mesh, to check that the difference is detected. */
  readonly alterModel?: (model: MeshModel) => MeshModel
}

const requestsPerMesh = { http: 250, tcp: 50 }
const meshesPerEnvoy = 100
const concurrency = 8

/**
 * Compares the evaluator with compiled configuration in a real Envoy, on generated meshes and
 * requests.
 */
export async function runDifferential(options: DifferentialOptions): Promise<DifferentialReport> {
  const { cases, seed, protocol, istio, alterModel = (model) => model } = options
  const { jwks, tokens } = await generateTokens()
  const perMesh = Math.min(cases, requestsPerMesh[protocol])
  const generated = fc.sample(meshes(jwks), { seed, numRuns: Math.ceil(cases / perMesh) })
  const generatedRequests = fc.sample(requests(tokens), {
    seed,
    numRuns: generated.length * perMesh,
  })
  const disagreements: Disagreement[] = []
  let denied = 0
  for (let start = 0; start < generated.length; start += meshesPerEnvoy) {
    const batch = generated.slice(start, start + meshesPerEnvoy)
    const filters = istio
      ? await Promise.all(batch.map(({ text }) => istioFilters(istio, text)))
      : []
    const target = await startEnvoyUnderTest(
      batch.map(({ model }) => model),
      protocol,
      filters,
    )
    try {
      const work = batch.flatMap((mesh, index) =>
        generatedRequests
          .slice((start + index) * perMesh, (start + index + 1) * perMesh)
          .map((request) => ({ mesh, index, request })),
      )
      const compare = async ({ mesh, index, request }: (typeof work)[number]) => {
        const send = protocol === 'http' ? target.sender.overHttp : target.sender.overTcp
        const ports = [target.port(index), ...(istio ? [target.istioPort(index)] : [])]
        for (const [at, port] of ports.entries()) {
          const observed = await send(port, request)
          if (observed.closed || observed.status !== 200) denied += 1
          const description = difference(alterModel(mesh.model), request, protocol, observed)
          const compiledBy = at === 0 ? '' : 'compiled by Istio: '
          if (description !== undefined)
            disagreements.push(disagreement(mesh, request, compiledBy + description))
        }
      }
      await runConcurrently(work, compare)
    } finally {
      await target.stop()
    }
  }
  const total = generated.length * perMesh
  return { cases: total, istioCases: istio ? total : 0, denied, disagreements }
}

const disagreement = ({ text }: GeneratedMesh, request: GeneratedRequest, what: string) => ({
  ...{ mesh: text, request, what },
})

async function runConcurrently<T>(
  work: readonly T[],
  run: (item: T) => Promise<void>,
): Promise<void> {
  const remaining = work.values()
  const worker = async () => {
    for (const item of remaining) await run(item)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}
