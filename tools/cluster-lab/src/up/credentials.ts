import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Certificate, openAuthority } from '@stoa/mesh/authority'
import { type Access, kubeconfigOf } from '../kubernetes/kubeconfig.ts'
import { adminKubeconfig } from '../places.ts'

/** The clients of the API server, with the user and the groups that each authenticates as. */
const clients = {
  admin: { user: 'lab-admin', groups: ['system:masters'] },
  'controller-manager': { user: 'system:kube-controller-manager', groups: [] },
  scheduler: { user: 'system:kube-scheduler', groups: [] },
  kwok: { user: 'kwok', groups: ['system:masters'] },
  // istiod has the permissions that its chart gives it, and no others.
  istiod: {
    user: 'system:serviceaccount:istio-system:istiod',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:istio-system'],
  },
} as const

export type ClientName = keyof typeof clients

export interface Credentials {
  readonly caFile: string
  readonly caPem: string
  /** A certificate for loopback, for servers and for clients of etcd. */
  readonly certFile: string
  readonly keyFile: string
  readonly tokenFile: string
  readonly serviceAccountKeyFile: string
  readonly kubeconfig: (client: ClientName) => string
  readonly admin: Access
  /** The certificate that cert-manager would issue for the edge. */
  readonly edge: Certificate
  /** Istio's certificate authority: the lab's own. */
  readonly istioAuthority: { readonly caFile: string; readonly keyFile: string }
}

const lifetimeMs = 7 * 24 * 3_600_000
const secret = { mode: 0o600 }

/** Creates the lab's authority, its certificate, the keys of service accounts and a kubeconfig for each client. */
export async function createCredentials(home: string, apiPort: number): Promise<Credentials> {
  const folder = join(home, 'certs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (name: string) => join(folder, name)
  const authority = await openAuthority(folder)
  const { certPem, keyPem } = await authority.issue({
    commonName: 'stoa-lab',
    dnsNames: ['localhost', 'kubernetes.default.svc'],
    ipAddresses: ['127.0.0.1'],
    lifetimeMs,
  })
  writeFileSync(file('lab.pem'), certPem, secret)
  writeFileSync(file('lab.key.pem'), keyPem, secret)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(
    file('service-accounts.key.pem'),
    privateKey.export({ type: 'pkcs8', format: 'pem' }),
    secret,
  )

  const url = `https://127.0.0.1:${apiPort}`
  const { caFile } = authority
  const kubeconfig = (client: ClientName) =>
    client === 'admin' ? adminKubeconfig(home) : file(`${client}.kubeconfig`)
  const tokens = Object.entries(clients).map(([name, { user, groups }]) => {
    const token = randomBytes(24).toString('base64url')
    const access = { url, caFile, token }
    writeFileSync(kubeconfig(name as ClientName), kubeconfigOf(access), secret)
    return { name, access, line: `${token},${user},${user},"${groups.join(',')}"` }
  })
  const admin = tokens.find(({ name }) => name === 'admin')?.access
  if (!admin) throw new Error('the lab has no administrator')
  writeFileSync(file('tokens.csv'), `${tokens.map(({ line }) => line).join('\n')}\n`, secret)
  return {
    ...{ caFile, caPem: authority.caPem, kubeconfig, admin },
    certFile: file('lab.pem'),
    keyFile: file('lab.key.pem'),
    tokenFile: file('tokens.csv'),
    serviceAccountKeyFile: file('service-accounts.key.pem'),
    edge: await authority.issue({ dnsNames: ['shop.stoa.test'], lifetimeMs }),
    istioAuthority: { caFile, keyFile: file('root.key.pem') },
  }
}
