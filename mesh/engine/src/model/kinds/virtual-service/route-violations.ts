import { type HeaderOperations, isAuthority } from '../header-operations.ts'
import type { StringMatch } from '../string-match.ts'
import { type Violation, violationIf } from '../violations.ts'

interface Input {
  readonly match?: readonly { readonly uri?: StringMatch | undefined }[] | undefined
  readonly route?: readonly unknown[] | undefined
  readonly redirect?: { readonly prefixRewrite?: string | undefined } | undefined
  readonly directResponse?: object | undefined
  readonly delegate?: object | undefined
  readonly rewrite?: { readonly authority?: string | undefined } | undefined
  readonly fault?: object | undefined
  readonly mirror?: object | undefined
  readonly mirrors?: readonly unknown[] | undefined
  readonly headers?: HeaderOperations | undefined
}

/** Violations between the fields of an HTTP route. */
export const routeViolations = (route: Input): readonly Violation[] =>
  route.delegate === undefined
    ? [
        ...actionViolations(route),
        ...mirrorViolations(route),
        ...authorityViolations(route),
        ...prefixViolations(route),
      ]
    : [
        ...violationIf(
          route.redirect !== undefined,
          'root HTTP route must not specify redirect',
          'redirect',
        ),
        ...violationIf(
          route.route !== undefined,
          'root HTTP route must not specify route',
          'route',
        ),
      ]

function actionViolations(route: Input): readonly Violation[] {
  const routes = (route.route ?? []).length > 0
  const answer =
    route.redirect !== undefined
      ? 'redirect'
      : route.directResponse !== undefined
        ? 'direct_response'
        : undefined
  if (answer === undefined)
    return violationIf(!routes, 'HTTP route, redirect or direct_response is required')
  const both = (is: boolean, what: string, path: string) =>
    violationIf(is, `HTTP route cannot contain both ${what} and ${answer}`, path)
  return [
    ...both(routes, 'route', 'route'),
    ...both(route.fault !== undefined, 'fault', 'fault'),
    ...both(route.rewrite !== undefined, 'rewrite', 'rewrite'),
    ...both(
      answer === 'redirect' && route.directResponse !== undefined,
      'direct_response',
      'directResponse',
    ),
  ]
}

const mirrorViolations = ({ mirror, mirrors = [] }: Input) =>
  violationIf(
    mirror !== undefined && mirrors.length > 0,
    'HTTP route cannot contain both mirror and mirrors',
    'mirrors',
  )

function authorityViolations({ rewrite, headers }: Input): readonly Violation[] {
  const set = [headers?.request?.set, headers?.request?.add]
    .flatMap((list) => Object.keys(list ?? {}))
    .filter(isAuthority)
  const times = set.length + (rewrite?.authority ? 1 : 0)
  return violationIf(times > 1, 'authority header cannot be set multiple times', 'headers')
}

const prefixViolations = ({ redirect, match = [] }: Input) =>
  violationIf(
    Boolean(redirect?.prefixRewrite) &&
      match.some(({ uri }) => uri !== undefined && uri.prefix === undefined),
    'redirect prefix_rewrite requires all URI matches to use prefix match type',
    'redirect',
    'prefixRewrite',
  )
