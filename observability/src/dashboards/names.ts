import { readCatalogue } from '../catalogue.ts'
import { type Analysis, analyse } from '../promql/analyse.ts'
import { namesOf } from '../promql/names.ts'
import { readRuleFiles } from '../rules/rule-file.ts'
import { parseQuery } from './macros.ts'

/** The names that this repository's metrics and rules have. */
export const repositoryNames = namesOf(readCatalogue(), readRuleFiles())

/** What a query of a panel returns, by the repository's names. */
export const resultOf = (expr: string): Analysis => analyse(parseQuery(expr), repositoryNames)
