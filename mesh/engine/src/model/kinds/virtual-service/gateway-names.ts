import { z } from 'zod'
import { fqdnError, isDnsLabel } from '../names.ts'
import { reportReason } from '../violations.ts'

/** `mesh`, the name of a Gateway in the same namespace, or `namespace/name`. */
export const gatewayNames = z.array(
  z.string().superRefine(
    reportReason((text) => {
      const [namespace = '', name] = text.split(/\/(.*)/s)
      if (name === undefined) return fqdnError(text)
      if (!isDnsLabel(namespace)) return `invalid value for namespace: "${namespace}"`
      return isDnsLabel(name) ? undefined : `invalid value for gateway name: "${name}"`
    }),
  ),
)

/** The canonical name of a Gateway, `mesh` or `namespace/name`. */
export function gatewayKey(written: string, namespace: string): string {
  if (written === 'mesh' || written.includes('/')) return written
  const [name = '', inNamespace] = written.split('.')
  return `${inNamespace ?? namespace}/${name}`
}
