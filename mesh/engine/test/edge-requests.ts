import { parse } from 'yaml'

interface Match {
  readonly uri: { readonly exact?: string; readonly regex?: string }
  readonly method?: { readonly exact: string }
}

/** A path that the regular expression of a route matches: its first alternatives, without what is optional. */
function pathOf(regex: string): string {
  let path = regex.replaceAll('[^/]+', 'x').replaceAll('\\', '')
  const innerGroup = /\(([^()]*)\)(\??)/
  for (let group = innerGroup.exec(path); group; group = innerGroup.exec(path)) {
    const [whole, alternatives = '', optional] = group
    path = path.replace(whole, optional ? '' : (alternatives.split('|')[0] ?? ''))
  }
  if (!new RegExp(`^${regex}$`).test(path)) throw new Error(`${path} does not match ${regex}`)
  return path
}

/** A request for each route of the edge; one that takes any method gets PATCH, which no operation has. */
export const edgeRequests = (routesYaml: string) => {
  const { http } = parse(routesYaml).spec as {
    http: readonly { readonly name: string; readonly match: readonly Match[] }[]
  }
  return http.flatMap(({ name: route, match }) =>
    match.slice(0, 1).map(({ uri, method }) => ({
      ...{ route, path: uri.exact ?? pathOf(uri.regex ?? ''), method: method?.exact ?? 'PATCH' },
    })),
  )
}
