import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chart } from '@stoa/cluster'
import { stringify } from 'yaml'
import { siteFolder } from '../places.ts'
import type { Lab } from '../up/control-plane.ts'
import { istiodSettings } from '../up/istiod.ts'

/** Writes what is true of the lab alone: where istiod's webhooks are, and the values of `stoa` without a default. */
export function writeSite({ home, ports }: Lab): void {
  const folder = siteFolder(home)
  mkdirSync(folder, { recursive: true })
  const url = `https://localhost:${ports.istiodHttps}`
  // istiod itself writes the authority of its webhooks, as in a cluster.
  const base = { validationURL: `${url}/validate` }
  const values = {
    'istio-base': { base },
    istiod: {
      base,
      istiodRemote: { injectionURL: `${url}/inject` },
      pilot: { env: istiodSettings },
    },
    // No cloud gives the lab a load balancer.
    'istio-ingressgateway': { service: { type: 'ClusterIP', externalTrafficPolicy: '' } },
  }
  for (const [release, content] of Object.entries(values))
    writeFileSync(join(folder, `${release}.yaml`), stringify(content))
  const addresses = readFileSync(join(chart('stoa'), 'ci/addresses-values.yaml'), 'utf8')
  writeFileSync(join(folder, 'stoa.yaml'), addresses)
}
