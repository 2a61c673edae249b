import fc from 'fast-check'
import type { MeshModel } from '../../src/index.ts'
import type { IstioReference } from '../istio-reference.ts'
import { startBattery } from './battery.ts'
import { difference } from './compare.ts'
import { istioFilters } from './istio-listener.ts'
import { type GeneratedMesh, meshes } from './meshes.ts'
import { type GeneratedRequest, requests } from './requests.ts'
import { tokenWorld } from './tokens.ts'

export interface Disagreement {
  readonly mesh: string
  readonly request: GeneratedRequest
  readonly what: string
}

export interface DifferentialReport {
  /** Questions to our compiled configuration; and to Istio's, where it was asked. */
  readonly cases: number
  readonly istioCases: number
  readonly denied: number
  readonly disagreements: readonly Disagreement[]
}

export interface DifferentialOptions {
  readonly cases: number
  readonly seed: number
  readonly protocol: 'http' | 'tcp'
  /** Istio's own compiler, to be held against both. */
  readonly istio?: IstioReference | undefined
  /** What to do to the evaluator's mesh, to see that it is noticed. */
  readonly mistake?: (model: MeshModel) => MeshModel
}

const requestsPerMesh = { http: 250, tcp: 50 }
const meshesPerEnvoy = 100
const atOnce = 8

/** Holds the evaluator against compiled configuration in a real Envoy, on generated meshes and requests. */
export async function runDifferential(options: DifferentialOptions): Promise<DifferentialReport> {
  const { cases, seed, protocol, istio, mistake = (model) => model } = options
  const { jwks, tokens } = await tokenWorld()
  const each = Math.min(cases, requestsPerMesh[protocol])
  const generated = fc.sample(meshes(jwks), { seed, numRuns: Math.ceil(cases / each) })
  const asked = fc.sample(requests(tokens), { seed, numRuns: generated.length * each })
  const disagreements: Disagreement[] = []
  let denied = 0
  for (let start = 0; start < generated.length; start += meshesPerEnvoy) {
    const part = generated.slice(start, start + meshesPerEnvoy)
    const filters = istio
      ? await Promise.all(part.map(({ text }) => istioFilters(istio, text)))
      : []
    const battery = await startBattery(
      part.map(({ model }) => model),
      protocol,
      filters,
    )
    try {
      const work = part.flatMap((mesh, index) =>
        asked
          .slice((start + index) * each, (start + index + 1) * each)
          .map((request) => ({ mesh, index, request })),
      )
      const one = async ({ mesh, index, request }: (typeof work)[number]) => {
        const ask = protocol === 'http' ? battery.asker.overHttp : battery.asker.overTcp
        const ports = [battery.port(index), ...(istio ? [battery.istioPort(index)] : [])]
        for (const [at, port] of ports.entries()) {
          const observed = await ask(port, request)
          if (observed.closed || observed.status !== 200) denied += 1
          const what = difference(mistake(mesh.model), request, protocol, observed)
          const whose = at === 0 ? '' : 'compiled by Istio: '
          if (what !== undefined) disagreements.push(disagreement(mesh, request, whose + what))
        }
      }
      await inLanes(work, one)
    } finally {
      await battery.stop()
    }
  }
  const total = generated.length * each
  return { cases: total, istioCases: istio ? total : 0, denied, disagreements }
}

const disagreement = ({ text }: GeneratedMesh, request: GeneratedRequest, what: string) => ({
  ...{ mesh: text, request, what },
})

async function inLanes<T>(work: readonly T[], one: (item: T) => Promise<void>): Promise<void> {
  const rest = work.values()
  const lane = async () => {
    for (const item of rest) await one(item)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}
