export { bankFileCommand } from './bank-file/command.ts'
export { type Edge, openEdge } from './edge/edge.ts'
export { EdgeError } from './edge/edge-error.ts'
export { requestJson } from './edge/request-json.ts'
export { type FinalResponse, requestUntilFinal } from './edge/request-until-final.ts'
export type { EdgeRequest, EdgeResponse } from './edge/send.ts'
export { followOrders, type StatusChange } from './follow-orders.ts'
export { ordersCommand } from './held/command.ts'
export { seededRandom } from './load/arrivals.ts'
export { loadCommand } from './load/command.ts'
export {
  type HistoryWriter,
  type ObservedStatus,
  openHistory,
  type RequestRecord,
} from './load/history.ts'
export { createLatencyHistogram, type Percentiles } from './load/latency-histogram.ts'
export { openLoopConnections, type PreparedLoad, prepareLoad } from './load/prepare.ts'
export type { LoadResult } from './load/result.ts'
export { type LoadProgress, runLoad } from './load/run-load.ts'
export { parseOptions, printLine } from './options.ts'
export { orderCommand } from './order/command.ts'
export { parcelsCommand } from './parcels/command.ts'
export { readRunningPlatform } from './platform.ts'
export { createProgressBar } from './progress-bar.ts'
export { reversalsCommand } from './reversals/command.ts'
export type { Product } from './shop/demo-shop.ts'
export { putAccounts, putProducts, receiveStock } from './shop/seed.ts'
