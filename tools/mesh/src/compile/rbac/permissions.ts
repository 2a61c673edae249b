import type { Operation } from '../../model/kinds/authorization-policy.ts'
import { envoyTemplate, isTemplate } from '../../model/template.ts'
import { type Config, typed } from '../config.ts'
import type { Field } from './field.ts'
import { headerMatcher, stringMatcher } from './match.ts'

export interface Port {
  readonly servicePort: number
  readonly port: number
}

/** Policies name the workload's port; here it may listen on another. A foreign port never matches. */
const portMatcher =
  ({ servicePort, port }: Port) =>
  (value: string): Config =>
    Number(value) === servicePort ? { destination_port: port } : { not_rule: { any: true } }

function pathMatcher(value: string): Config {
  if (!isTemplate(value)) return { url_path: { path: stringMatcher(value) } }
  const matcher = typed('extensions.path.match.uri_template.v3.UriTemplateMatchConfig', {
    path_template: envoyTemplate(value),
  })
  return {
    uri_template: {
      name: 'envoy.path.match.uri_template.uri_template_matcher',
      typed_config: matcher,
    },
  }
}

export const operationFields = (operation: Operation, port: Port): readonly Field[] => [
  {
    values: operation.hosts,
    refused: operation.notHosts,
    match: (value) => ({ header: headerMatcher(':authority', value, true) }),
    http: true,
  },
  {
    values: operation.methods,
    refused: operation.notMethods,
    match: (value) => ({ header: headerMatcher(':method', value) }),
    http: true,
  },
  { values: operation.paths, refused: operation.notPaths, match: pathMatcher, http: true },
  { values: operation.ports, refused: operation.notPorts, match: portMatcher(port), http: false },
]
