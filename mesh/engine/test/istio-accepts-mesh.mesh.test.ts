import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { readFolder } from '../src/index.ts'
import { policies } from './fixture.ts'
import { findReference, type IstioReference, openReference } from './istio-reference.ts'

const found = findReference()
if ('missing' in found) console.error(`not compared with Istio: ${found.missing}`)

const anObject = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) })
const meshConfig = z.object({ data: z.object({ mesh: z.string() }) })
const settings = z.record(z.string(), z.unknown())
// Istio warns about every EnvoyFilter; a rate limit has no other form.
const envoyFilterWarning =
  'EnvoyFilter exposes internal implementation details that may change at any time. Prefer other APIs if possible, and exercise extreme caution, especially around upgrades.'

const { files } = await readFolder(policies)
const objects = files.flatMap(({ file, text }) =>
  parseAllDocuments(text).map((document) => {
    const object = anObject.parse(document.toJS())
    return [`${file}: ${object.kind} ${object.metadata.name}`, object] as const
  }),
)

describe.skipIf('missing' in found)('Istio accepts', () => {
  let istio: IstioReference

  beforeAll(() => {
    if ('binary' in found) istio = openReference(found.binary)
  })
  afterAll(async () => {
    await istio?.close()
  })

  test.each(objects.filter(([, { kind }]) => kind !== 'ConfigMap'))('%s', async (_, object) => {
    expect(await istio.validate(object)).toMatchObject({
      ...{ error: null, schema: null },
      warning: object.kind === 'EnvoyFilter' ? envoyFilterWarning : null,
    })
  })

  test('the MeshConfig, and applies its path normalisation and server header', async () => {
    const [, map] = objects.find(([, { kind }]) => kind === 'ConfigMap') ?? []
    const mesh = settings.parse(parseAllDocuments(meshConfig.parse(map).data.mesh)[0]?.toJS())
    const { connection } = await istio.request({
      ...{ mesh, objects: [], workload: { namespace: 'commerce' }, connection: true },
    })
    expect(connection).toMatchObject({
      ...{ normalize_path: true, merge_slashes: true },
      path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
      server_header_transformation: 'PASS_THROUGH',
    })
  })

  test('no Gateway with a host without a dot', async () => {
    const gateway = objects.find(([name]) => name.endsWith('Gateway edge'))?.[1]
    const short = JSON.parse(JSON.stringify(gateway).replaceAll('shop.stoa.test', 'localhost'))
    expect((await istio.validate(short)).error).toContain('short names (non FQDN)')
  })
})
