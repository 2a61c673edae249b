import { deadLetterDecisionsMigration, eventsMigration, parkedEventsMigration } from '@stoa/events'
import type { Migrations } from '@stoa/postgres'
import { shipping } from './0001-shipping.ts'
import { surplusLabels } from './0002-surplus-labels.ts'
import { carriers } from './0005-carriers.ts'
import { handedOver } from './0006-handed-over.ts'
import { leftSettlements } from './0007-left-settlements.ts'
import { abandonedLabels } from './0008-abandoned-labels.ts'
import { declaredNumbers } from './0009-declared-numbers.ts'
import { reusedNumbers } from './0010-reused-numbers.ts'
import { heldMoney } from './0011-held-money.ts'

export const migrations: Migrations = {
  '0000-events': eventsMigration,
  '0001-shipping': shipping,
  '0002-surplus-labels': surplusLabels,
  '0003-parked-events': parkedEventsMigration,
  '0004-dead-letter-decisions': deadLetterDecisionsMigration,
  '0005-carriers': carriers,
  '0006-handed-over': handedOver,
  '0007-left-settlements': leftSettlements,
  '0008-abandoned-labels': abandonedLabels,
  '0009-declared-numbers': declaredNumbers,
  '0010-reused-numbers': reusedNumbers,
  '0011-held-money': heldMoney,
}
