export { type CarrierAddress, carrierAddress } from './carrier-address.ts'
export { type CarrierFault, carrierFaults, weightFault } from './carrier-faults.ts'
export {
  type CarrierLimits,
  carrierLimits,
  everywhereBut,
  shippingCarrierChanged,
} from './carrier-limits.ts'
export { customsFault } from './customs-fault.ts'
export { type SizeFault, sizeFaults } from './size-faults.ts'
export { splitLines } from './split-lines.ts'
