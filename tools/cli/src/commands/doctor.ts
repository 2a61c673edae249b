import type { Command } from '@stoa/topology'
import { doctor, doctorUsage } from '../../bin/doctor.js'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'what is there, what is missing, what brings it',
  usage: doctorUsage,
  run: doctor,
}
