import type { Board } from '../build/index.ts'
import { business } from './business.ts'
import { jetstream } from './jetstream.ts'
import { mesh } from './mesh.ts'
import { orderFlow } from './order-flow.ts'
import { overview } from './overview.ts'
import { postgres } from './postgres.ts'
import { security } from './security.ts'
import { serviceBoard } from './service.ts'
import { slo } from './slo.ts'
import { telemetry } from './telemetry.ts'

/** Every dashboard, in the order in which one looks at them. */
export const boards: readonly Board[] = [
  overview,
  orderFlow,
  serviceBoard,
  mesh,
  jetstream,
  postgres,
  business,
  slo,
  security,
  telemetry,
]
