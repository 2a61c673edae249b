import { z } from 'zod'

/** Names and labels, as the API server admits them. */
const label = '[a-z0-9]([a-z0-9-]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`
const word = '[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?'

/** Of most objects, a Secret among them. */
export const objectName = z
  .string()
  .max(253)
  .regex(new RegExp(`^${subdomain}$`))
export const objectNameOrEmpty = z
  .string()
  .max(253)
  .regex(new RegExp(`^(${subdomain})?$`))
export const namespace = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)

const qualifiedName = `(${subdomain}\\/)?${word}`
/** Helm's expressions have no lookahead, by which one of them could say this as well. */
const longPrefix = /^[^/]{254}/
const key = (pattern: string) =>
  z
    .string()
    .regex(new RegExp(`^${pattern}$`))
    .refine((value) => !longPrefix.test(value))
    .meta({ not: { pattern: longPrefix.source } })
export const labelValue = z.string().regex(new RegExp(`^(${word})?$`))
export const labels = z.record(key(qualifiedName), labelValue)

/** Of a taint; an empty one, with the operator Exists, is that of every taint. */
export const taintKey = key(`(${qualifiedName})?`)

/** The labels that objects of the charts have. */
const ownLabels = ['name', 'instance', 'part-of', 'managed-by', 'version'].map(
  (name) => `app.kubernetes.io/${name}`,
)
/** Labels beside these: with one of them a document would have a key twice. */
export const furtherLabels = labels.meta({
  properties: Object.fromEntries(ownLabels.map((name) => [name, false])),
})

/** Of a host alone capitals are as good as small letters. */
const hostPart = '[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?'
const host = `(${hostPart}(\\.${hostPart})*|\\[[0-9A-Fa-f:]+\\])(:\\d{1,5})?`
const repository = '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*'
/** Where images are, without a scheme: a host with folders, or folders of the container engine's own registry. */
export const imagePrefix = z
  .string()
  .regex(new RegExp(`^(${host}|${repository})(\\/${repository})*$`))
