import { registerHooks } from 'node:module'

/** Replaces the module whose path ends with `pathEnd`: later imports get `by`, which itself may import the original. */
export function replaceModule(pathEnd: string, by: URL): void {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      const own = context.parentURL === by.href
      return found.url.endsWith(pathEnd) && !own ? { ...found, url: by.href } : found
    },
  })
}
