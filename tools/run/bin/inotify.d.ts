export const watchesOfAnEnvoy: number
export const raiseInotify: string
export function freeInotifyInstances(): number
