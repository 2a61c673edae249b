import { capturedOnce } from './captured-once.ts'
import { clientView } from './client-view.ts'
import { declaredMoney } from './declared-money.ts'
import { disputedMoney } from './disputed-money.ts'
import { handOver } from './hand-over.ts'
import { sagasAndMessages } from './sagas-and-messages.ts'
import { stockAndLedger } from './stock-and-ledger.ts'
import { unpaidOrders } from './unpaid-orders.ts'
import { unreadableText } from './unreadable-text.ts'
import { unsettledCaptures } from './unsettled-captures.ts'

export type { Case } from './case.ts'

export const cases = [
  ...capturedOnce,
  ...clientView,
  ...declaredMoney,
  ...disputedMoney,
  ...handOver,
  ...stockAndLedger,
  ...sagasAndMessages,
  ...unpaidOrders,
  ...unreadableText,
  ...unsettledCaptures,
]
