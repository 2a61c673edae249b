import { expect, it } from 'vitest'
import type { Cluster } from '../kubernetes/cluster.ts'
import { type KubernetesObject, nameOf } from '../kubernetes/object.ts'
import { admissionControls } from './admission.ts'

const reasons: Readonly<Record<string, string>> = {
  'AuthorizationPolicy commerce/lab-control':
    'admission webhook "rev.validation.istio.io" denied the request',
  'Pod commerce/lab-control': 'violates PodSecurity "restricted:latest": privileged',
  'Pod commerce/lab-control-init':
    'violates PodSecurity "restricted:latest": unrestricted capabilities (container "istio-init" must not include "NET_ADMIN", "NET_RAW" in securityContext.capabilities.add)',
}

/** An API server that refuses what is named here, with these reasons. */
const refusing = (refused: Readonly<Record<string, string>>) =>
  ({
    apply: async (object: KubernetesObject) => {
      const reason = refused[nameOf(object)]
      return reason === undefined ? { object, stored: object } : { object, refused: reason }
    },
  }) as unknown as Cluster

it('an API server that refuses every wrong object has no finding', async () => {
  expect(await admissionControls(refusing(reasons))).toEqual([])
})

it('a wrong object that is admitted, or refused for another reason, is found by its name', async () => {
  for (const name of Object.keys(reasons)) {
    const { [name]: _, ...others } = reasons
    const admitted = await admissionControls(refusing(others))
    expect(admitted).toMatchObject([{ subject: name }])
    expect(admitted[0]?.what).toContain('it was admitted')
    const quota = await admissionControls(refusing({ ...others, [name]: 'exceeded quota: pods' }))
    expect(quota).toMatchObject([{ subject: name }])
  }
})

it('a pod whose app is refused, and its istio-init is not, is found', async () => {
  const name = 'Pod commerce/lab-control-init'
  const ofApp =
    'violates PodSecurity "restricted:latest": seccompProfile (container "app" must set)'
  expect(await admissionControls(refusing({ ...reasons, [name]: ofApp }))).toHaveLength(1)
})
