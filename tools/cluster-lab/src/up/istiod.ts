import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Resource } from '@stoa/run'
import { answersOk } from './answers.ts'
import type { Lab } from './control-plane.ts'
import { labResource } from './resource.ts'

/**
 * istiod's own settings, for its chart as well: Envoy fetches the keys of token issuers, as on the laptop, and nothing
 * fetches them from link-local addresses.
 */
export const istiodSettings = {
  PILOT_JWT_ENABLE_REMOTE_JWKS: 'envoy',
  BLOCKED_CIDRS_IN_JWKS_URIS: '169.254.0.0/16,fe80::/10',
}

/** istiod as a process, in the place of the pods of its chart. Its authority is the lab's. */
export function istiod({ home, ports, programs, credentials }: Lab): Resource {
  const cwd = join(home, 'istiod')
  const authority = join(cwd, 'etc/cacerts')
  mkdirSync(authority, { recursive: true, mode: 0o700 })
  const { caFile, keyFile } = credentials.istioAuthority
  for (const name of ['root-cert.pem', 'ca-cert.pem', 'cert-chain.pem'])
    cpSync(caFile, join(authority, name))
  cpSync(keyFile, join(authority, 'ca-key.pem'))
  const at = (port: number) => `127.0.0.1:${port}`
  return labResource({
    ...{ name: 'istiod', after: ['kube-apiserver'], command: programs.istiod, cwd },
    ports: { http: ports.istiodHttp, grpc: ports.istiodGrpc, https: ports.istiodHttps },
    args: [
      ...['discovery', '--kubeconfig', credentials.kubeconfig('istiod')],
      ...['--httpAddr', at(ports.istiodHttp), '--httpsAddr', at(ports.istiodHttps)],
      ...['--grpcAddr', at(ports.istiodGrpc), '--secureGRPCAddr', at(ports.istiodSecureGrpc)],
      ...['--monitoringAddr', at(ports.istiodMonitoring), '--ctrlz_address', '127.0.0.1'],
      ...['--ctrlz_port', '0', '--log_output_level', 'default:warn'],
    ],
    env: {
      ...istiodSettings,
      // Its certificate then fits the URL of the webhooks.
      ISTIOD_CUSTOM_HOST: 'localhost',
      ROOT_CA_DIR: authority,
      ...{ REVISION: 'default', CLUSTER_ID: 'Kubernetes', PILOT_CERT_PROVIDER: 'istiod' },
      ...{ POD_NAME: 'istiod-lab', POD_NAMESPACE: 'istio-system', SERVICE_ACCOUNT: 'istiod' },
      ...{ PILOT_ENABLE_ANALYSIS: 'false', GOMAXPROCS: '2' },
    },
    isReady: () => answersOk(`http://${at(ports.istiodHttp)}/ready`),
  })
}
