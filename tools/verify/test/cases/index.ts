import { books } from './books.ts'
import { flow } from './flow.ts'
import { told } from './told.ts'

export type { Case } from './given.ts'

export const cases = [...told, ...books, ...flow]
