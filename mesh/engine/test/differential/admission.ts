import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import { parseMeshAndOthers } from '../../src/index.ts'
import type { KubernetesObject } from '../istio-answers.ts'
import type { IstioReference } from '../istio-reference.ts'
import { corrupted } from './corrupt.ts'
import * as policies from './policies.ts'

const file = new URL('./examples.yaml', import.meta.url)
const examples = parseAllDocuments(readFileSync(file, 'utf8')).map((one): Json => one.toJS())
const sound: fc.Arbitrary<Json> = fc.oneof(
  policies.authorization,
  policies.peerAuthentication,
  policies.requestAuthentication('{"keys":[]}'),
)

type Json = Readonly<Record<string, unknown>>

export interface AdmissionReport {
  readonly objects: number
  /** How many of them Istio refuses. */
  readonly refused: number
  readonly differences: readonly {
    readonly object: string
    readonly istio: string
    readonly ours: string
  }[]
}

/**
 * Compares the model's refusals of damaged policies with those of Istio's webhook and of its CRD
 * schemas.
 */
export async function runAdmission(
  istio: IstioReference,
  { objects: count, seed }: { readonly objects: number; readonly seed: number },
): Promise<AdmissionReport> {
  const damaged = fc
    .oneof(fc.constantFrom(...examples), sound)
    .map(named)
    .chain((object) => corrupted(object))
  const objects = fc.sample(damaged, { numRuns: count, seed })
  const differences: AdmissionReport['differences'][number][] = []
  let refused = 0
  for (const object of objects) {
    const { error, schema } = await istio.validate(object as KubernetesObject)
    const theirs = error ?? schema
    if (theirs !== null) refused += 1
    const text = JSON.stringify(object)
    const ours = parseMeshAndOthers([{ file: 'a.yaml', text }]).problems.map(
      ({ field, message }) => `${field}: ${message}`,
    )
    if ((theirs !== null) !== ours.length > 0)
      differences.push({
        object: text,
        istio: theirs ?? 'accepted',
        ours: ours.join('; ') || 'accepted',
      })
  }
  return { objects: objects.length, refused, differences }
}

const named = (object: Json): Json => ({
  ...object,
  metadata: { name: 'p', ...(object.metadata as Json) },
})
