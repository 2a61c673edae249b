import { CannotRun } from '@stoa/topology'
import { z } from 'zod'
import type { KnownSecrets } from '../completion/known-secrets.ts'
import { issuerSecret } from './issuer.ts'

const secretSchema = z.looseObject({
  kind: z.literal('Secret'),
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  stringData: z.record(z.string(), z.string()),
})

/** The namespaces in which a trial has Secrets. */
export const namespacesOf = (objects: readonly object[]): string[] =>
  objects.flatMap((object) => secretSchema.safeParse(object).data?.metadata.namespace ?? [])

/**
 * The objects of a trial without what a cluster has of its Secrets: a key that is there stays, since a certificate or a provider's
 * credentials may have been put in the place of the trial's. @throws CannotRun where the issuer has the keys of another folder
 */
export const lackedBy = (known: KnownSecrets, objects: readonly object[]): object[] =>
  objects.flatMap((object) => {
    const secret = secretSchema.safeParse(object).data
    if (secret === undefined) return [object]
    const { namespace, name } = secret.metadata
    const there = known(namespace, name) ?? {}
    const given = Object.entries(secret.stringData)
    if (isIssuer(namespace, name) && given.some(([key, value]) => (there[key] ?? value) !== value))
      throw new CannotRun(otherIssuer)
    const absent = given.filter(([key]) => !(key in there))
    return absent.length === 0 ? [] : [{ ...object, stringData: Object.fromEntries(absent) }]
  })

const isIssuer = (namespace: string, name: string) =>
  namespace === issuerSecret.namespace && name === issuerSecret.name

const otherIssuer = `the Secret ${issuerSecret.name} in ${issuerSecret.namespace} has other keys than this folder: the cluster was set up from another one. Use that folder; or, where it is lost, delete the namespace ${issuerSecret.namespace} and the Secret edge-serving in istio-ingress, and apply this one's objects`
