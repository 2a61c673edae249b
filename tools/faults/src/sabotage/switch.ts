import { existsSync } from 'node:fs'

/** Whether the test has put this file into the folder of switches: what is sabotaged stays intact until then. */
export const isOn = (name: string): boolean =>
  existsSync(`${process.env.STOA_SABOTAGE_FOLDER}/${name}`)
