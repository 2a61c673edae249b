import fc from 'fast-check'
import { type MeshModel, parseMeshFiles } from '../../src/index.ts'
import * as policies from './policies.ts'

export interface GeneratedMesh {
  readonly text: string
  readonly model: MeshModel
}

const providers = ['ext', 'ext-b'].map((name) => ({
  name,
  envoyExtAuthzHttp: {
    service: 'authorizer.ns1.svc.cluster.local',
    port: 9_000,
    includeRequestHeadersInCheck: ['x-authorizer'],
  },
}))

const meshConfig = fc
  .record({
    trustDomain: fc.constantFrom('cluster.local', 'cluster.local', 'td.x'),
    trustDomainAliases: fc.constantFrom([], [], ['old-td'], ['old-td', 'td.x'], ['tdYx']),
    pathNormalization: fc.record({
      normalization: fc.constantFrom(
        'DEFAULT',
        'NONE',
        'BASE',
        'MERGE_SLASHES',
        'DECODE_AND_MERGE_SLASHES',
      ),
    }),
  })
  .map((spec) => ({
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    metadata: { name: 'mesh' },
    spec: { meshConfig: { ...spec, extensionProviders: providers } },
  }))

/** A mesh as YAML and as a model; only meshes that Istio accepts. */
export const meshes = (jwks: string): fc.Arbitrary<GeneratedMesh> =>
  fc
    .tuple(
      meshConfig,
      fc.array(policies.authorization, { minLength: 1, maxLength: 4 }),
      fc.array(policies.peerAuthentication, { maxLength: 2 }),
      fc.array(policies.requestAuthentication(jwks), { maxLength: 2 }),
    )
    .map(([config, ...rest]) =>
      [config, ...rest.flat()]
        .map(named)
        .map((one) => JSON.stringify(one))
        .join('\n---\n'),
    )
    .map((text) => ({ text, model: understood(text) }))
    .filter((mesh): mesh is GeneratedMesh => mesh.model !== undefined)

const named = (object: { metadata: object }, index: number) => ({
  ...object,
  metadata: { name: `p${index}`, ...object.metadata },
})

/** Undefined for a refused mesh, such as one with two namespace-wide PeerAuthentications. */
function understood(text: string): MeshModel | undefined {
  try {
    return parseMeshFiles([{ file: 'mesh.yaml', text }])
  } catch {
    return undefined
  }
}
