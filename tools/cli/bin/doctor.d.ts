import type { Check } from '../../run/bin/diagnose.js'

export const doctorUsage: string
export function doctor(args: readonly string[]): Promise<number>
export function toJson(check: Check): object
export function tableOf(checks: readonly Check[]): string
