import { needOf } from './access.ts'
import type { Callers } from './callers.ts'
import type { Api, Operation } from './document.ts'
import { anchorOf, table, wrap } from './markdown.ts'
import { operationSection } from './operation-section.ts'

export interface ServiceApi extends Api {
  /** The OpenAPI document as the service wrote it. */
  readonly text: string
  readonly callersOf: (operation: Operation) => Callers
}

const generated =
  '<!-- Written from the openapi.json files and mesh/istio by `npm run api-docs`; `npm run check` compares it with them. -->'

const introduction = (service: string, description: string, hasOperations: boolean) =>
  wrap(
    hasOperations
      ? `${description}. After reading this page you can send every request that \`${service}\` answers. What all services have in common is on the [page of all operations](README.md).`
      : `${description}. It has no operation of its own. What all services have in common is on the [page of all operations](README.md).`,
  )

/** The page of one service. */
export const servicePage = ({ service, description, operations, callersOf }: ServiceApi): string =>
  [
    generated,
    `# ${service}`,
    introduction(service, description, operations.length > 0),
    operations
      .map(
        ({ method, path, summary }) =>
          `- [${summary}](#${anchorOf(summary)}): \`${method} ${path}\``,
      )
      .join('\n'),
    ...operations.map((operation) => operationSection(operation, callersOf(operation))),
  ].join('\n\n')

const rowsOf = ({ service, operations, callersOf }: ServiceApi) =>
  operations.map((operation) => {
    const callers = callersOf(operation)
    return [
      `\`${operation.method} ${operation.path}\``,
      service,
      `[${operation.summary}](${service}.md#${anchorOf(operation.summary)})`,
      needOf(operation, callers),
      callers.edge === 'closed' ? 'no' : 'yes',
    ]
  })

/** The page of all operations; `common` is what holds for all of them. */
export const indexPage = (apis: readonly ServiceApi[], common: string): string =>
  [
    generated,
    common.trim(),
    '## All operations',
    table(['request', 'service', 'does', 'needs', 'through the edge'], apis.flatMap(rowsOf)),
  ].join('\n\n')
