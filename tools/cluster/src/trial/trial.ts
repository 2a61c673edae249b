import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh/authority'
import { CannotRun, type Service } from '@stoa/topology'
import { stringify } from 'yaml'
import { deployedServices } from '../deployed.ts'
import { imagesOf } from '../image/names.ts'
import { issuerHost, issuerObjects, serverFiles } from './issuer.ts'
import { newSigningKey, signingKeyFile } from './signing-key.ts'

const host = 'shop.example'
const lifetimeMs = 90 * 24 * 3_600_000

export const authorityFile = (site: string): string => join(site, 'ca.pem')

/**
 * Fills a site's folder with values for a cluster that only tries the platform out: a host, a certificate authority and
 * an issuer of tokens, whose key lies beside them. @returns the Kubernetes objects that belong to it: the same ones each time, and
 * the placeholders of today's services. @throws CannotRun where the folder holds something else already
 */
export const writeTrial = async (site: string, services: readonly Service[]): Promise<object[]> => [
  ...(await keptObjects(site, services)),
  ...placeholders(services),
]

async function keptObjects(site: string, services: readonly Service[]): Promise<object[]> {
  const objectsFile = join(site, 'objects.json')
  if (existsSync(objectsFile)) return JSON.parse(readFileSync(objectsFile, 'utf8')) as object[]
  if (existsSync(site) && readdirSync(site).length > 0)
    throw new CannotRun(`--site: ${site} is not empty; name a new folder`)
  const issuer = `https://${issuerHost}`
  const key = await newSigningKey(issuer, 'stoa')
  const { caPem, edge, keys } = await certificates()
  mkdirSync(site, { recursive: true, mode: 0o700 })
  writeFileSync(authorityFile(site), caPem)
  writeFileSync(signingKeyFile(site), JSON.stringify(key), { mode: 0o600 })
  const tokens = { issuer, audience: key.audience, jwksUri: `${issuer}/jwks.json` }
  const values = {
    stoa: { edge: { hosts: [host] }, tokens },
    istiod: { jwksResolverExtraRootCA: caPem },
    // A cluster on one machine gives no Service an address of its own.
    'istio-ingressgateway': { service: { type: 'ClusterIP', externalTrafficPolicy: '' } },
  }
  for (const [release, of] of Object.entries(values))
    writeFileSync(join(site, `${release}.yaml`), stringify(of))
  const [{ image } = { image: '' }] = imagesOf(services)
  const objects = [
    ...issuerObjects(serverFiles(key, keys), image),
    secret('istio-ingress', 'edge-serving', 'kubernetes.io/tls', {
      ...{ 'tls.crt': edge.certPem, 'tls.key': edge.keyPem },
    }),
  ]
  // Last: it says that the folder is complete.
  writeFileSync(objectsFile, JSON.stringify(objects), { mode: 0o600 })
  return objects
}

async function certificates() {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-trial-'))
  try {
    const authority = await openAuthority(folder)
    const [edge, keys] = await Promise.all(
      [host, issuerHost].map((name) => authority.issue({ dnsNames: [name], lifetimeMs })),
    )
    if (!edge || !keys) throw new Error('the authority issued no certificate')
    return { caPem: authority.caPem, edge, keys }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** No provider is called by an order on account that our own vans deliver, and yet a service does not start without its secrets. */
const placeholders = (services: readonly Service[]) =>
  deployedServices({ services }).flatMap(({ name, secrets = [] }) =>
    secrets.length === 0
      ? []
      : [
          secret(
            'commerce',
            `${name}-providers`,
            'Opaque',
            Object.fromEntries(secrets.map((variable) => [variable, 'placeholder'])),
          ),
        ],
  )

const secret = (
  namespace: string,
  name: string,
  type: string,
  stringData: Readonly<Record<string, string>>,
) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, stringData })
