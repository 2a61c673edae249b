import type { Invariant } from '../invariant.ts'
import { acknowledgedOrdersExist } from './i1-acknowledged-orders-exist.ts'
import { oneKeyOneOrder } from './i2-one-key-one-order.ts'
import { stockIsConserved } from './i3-stock-is-conserved.ts'
import { ledgerBalances } from './i4-ledger-balances.ts'
import { sagasEnd } from './i5-sagas-end.ts'
import { failedSagasAreCompensated } from './i6-failed-sagas-are-compensated.ts'
import { eventsArrive } from './i7-events-arrive.ts'
import { transitionsAreLegal } from './i8-transitions-are-legal.ts'
import { unknownIsWholeOrAbsent } from './i9-unknown-is-whole-or-absent.ts'
import { confirmedIsCommitted } from './i10-confirmed-is-committed.ts'
import { nothingGrows } from './i11-nothing-grows.ts'

export const invariants: readonly Invariant[] = [
  acknowledgedOrdersExist,
  oneKeyOneOrder,
  stockIsConserved,
  ledgerBalances,
  sagasEnd,
  failedSagasAreCompensated,
  eventsArrive,
  transitionsAreLegal,
  unknownIsWholeOrAbsent,
  confirmedIsCommitted,
  nothingGrows,
]
