import { replaceModule } from './replace.ts'

replaceModule('/services/orders/src/saga.ts', new URL('./saga-without-release.ts', import.meta.url))
