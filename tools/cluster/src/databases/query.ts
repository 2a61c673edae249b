import { type Kubectl, kubectlOf } from '../check/kubectl.ts'
import { requireContext } from '../releases/kubeconfig.ts'
import { psql } from './psql.ts'
import { statementText, type Value } from './statement-text.ts'

/** Runs one statement in a database, and returns its rows. Their times are text. */
export type QueryDatabase = <Row>(
  database: string,
  statement: string,
  values?: readonly Value[],
) => Promise<Row[]>

/** Queries the databases of the cluster that the kubeconfig's context names. @throws CannotRun where kubectl or psql complains */
export const queryInCluster = (context: string): QueryDatabase =>
  queryBy(kubectlOf(requireContext(context)))

export const queryBy =
  (kubectl: Kubectl): QueryDatabase =>
  async <Row>(database: string, statement: string, values: readonly Value[] = []) =>
    JSON.parse(await psql(kubectl, statementText(statement, values), database)) as Row[]
