import { registerHooks } from 'node:module'

/** From here on, whoever imports the module whose path ends like this gets another; the other may import the real one. */
export function replaceModule(pathEnd: string, by: URL): void {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      const own = context.parentURL === by.href
      return found.url.endsWith(pathEnd) && !own ? { ...found, url: by.href } : found
    },
  })
}
