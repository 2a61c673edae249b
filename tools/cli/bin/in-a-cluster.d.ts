/** Why a command of this machine alone refuses to run, if the arguments name a cluster. */
export function clusterRefusal(name: string, args: readonly string[]): string | undefined
