import { z } from 'zod'
import type { Kubectl } from '../check/kubectl.ts'

/** The keys and values of a Secret that a cluster has; undefined where it has none of that name. */
export type KnownSecrets = (
  namespace: string,
  name: string,
) => Readonly<Record<string, string>> | undefined

const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      data: z.record(z.string(), z.string()).default({}),
    }),
  ),
})

/** @throws CannotRun where they may not be read */
export async function readSecrets(
  kubectl: Kubectl,
  namespaces: readonly string[],
): Promise<KnownSecrets> {
  const known = new Map<string, Record<string, string>>()
  for (const namespace of new Set(namespaces)) {
    // Helm keeps its releases in Secrets, which are large.
    const args = ['get', 'secrets', `--namespace=${namespace}`, '--output=json']
    const listed = await kubectl([...args, '--field-selector=type!=helm.sh/release.v1'])
    for (const { metadata, data } of listSchema.parse(JSON.parse(listed)).items)
      known.set(
        `${namespace}/${metadata.name}`,
        Object.fromEntries(
          Object.entries(data).map(([key, value]) => [
            key,
            Buffer.from(value, 'base64').toString('utf8'),
          ]),
        ),
      )
  }
  return (namespace, name) => known.get(`${namespace}/${name}`)
}
