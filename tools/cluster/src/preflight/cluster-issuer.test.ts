import { CannotRun } from '@stoa/topology'
import { expect, it } from 'vitest'
import type { Kubectl } from '../check/kubectl.ts'
import { issuerFaults } from './cluster-issuer.ts'

/** As kubectl prints the solvers of an issuer: nothing for one that is not of ACME. */
const withSolvers =
  (...solvers: readonly object[]): Kubectl =>
  async (args) => {
    expect(args).toEqual([
      ...['get', 'clusterissuers.cert-manager.io', 'letsencrypt'],
      '--output=jsonpath={.spec.acme.solvers}',
    ])
    return solvers.length > 0 ? JSON.stringify(solvers) : ''
  }
const failing =
  (message: string): Kubectl =>
  async () => {
    throw new CannotRun(message)
  }

const http01 = { http01: { ingress: { ingressClassName: 'istio' } } }
const gateway = { http01: { gatewayHTTPRoute: {} }, selector: { dnsZones: ['shop.example'] } }
const dns01 = { dns01: { cloudDNS: { project: 'shop' } } }

it('an issuer whose solvers are all of HTTP-01 is refused: nothing reaches them', async () => {
  for (const solvers of [[http01], [http01, gateway]])
    expect(await issuerFaults('letsencrypt', withSolvers(...solvers))).toEqual([
      expect.stringContaining('letsencrypt has no solver of DNS-01'),
    ])
})

it('an issuer with a solver of DNS-01, and one that is not of ACME, is fit', async () => {
  expect(await issuerFaults('letsencrypt', withSolvers(dns01))).toEqual([])
  expect(await issuerFaults('letsencrypt', withSolvers(http01, dns01))).toEqual([])
  expect(await issuerFaults('letsencrypt', withSolvers())).toEqual([])
})

it('an issuer that is not there is named, as where cert-manager is not there; a refusal is passed on', async () => {
  const absent = [
    'Error from server (NotFound): clusterissuers "letsencrypt" not found',
    `the server doesn't have a resource type "clusterissuers"`,
  ]
  for (const message of absent)
    expect(await issuerFaults('letsencrypt', failing(message))).toEqual([
      expect.stringContaining('the ClusterIssuer letsencrypt: make it'),
    ])
  await expect(issuerFaults('letsencrypt', failing('Forbidden'))).rejects.toThrow('Forbidden')
})
