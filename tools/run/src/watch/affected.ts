const code = /^[^.~#][^~#]*\.(ts|js|json|sql|html|css)$/
const notRun = /\.test\.ts$|^testing|^openapi\.json$/

/** The services that run a file, named by its path below the root; `all` of them where they share it. */
export function affectedBy(file: string, services: readonly string[]): readonly string[] {
  const [folder, ...rest] = file.split('/')
  const [owner, name] = [rest[0] ?? '', rest.at(-1) ?? '']
  if (!code.test(name) || notRun.test(name) || rest.includes('node_modules')) return []
  if (folder === 'packages') return services
  return folder === 'services' && services.includes(owner) ? [owner] : []
}
