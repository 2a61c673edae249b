import { alertsCommand, queryCommand, sloCommand } from '@stoa/observability'

/** Imports the code for clusters only when a cluster is named. */
const forward = async (context: string) =>
  (await import('@stoa/cluster')).forwardPrometheus(context)

export const query = queryCommand(forward)
export const alerts = alertsCommand(forward)
export const slo = sloCommand(forward)
