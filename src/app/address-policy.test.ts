import { describe, expect, test } from 'vitest'
import { createAddressPolicy } from './address-policy.ts'

const open = createAddressPolicy({ allowPrivateTargets: true })
const strict = createAddressPolicy({ allowPrivateTargets: false })

describe('the address policy', () => {
  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'fd00:ec2::254',
    '168.63.129.16',
    '100.100.100.200',
  ])('S2 refuses the metadata address %s even where private targets are allowed', (address) => {
    expect(open(address)).toContain(address)
  })

  test.each(['224.0.0.1', '255.255.255.255', 'ff02::1'])(
    'refuses %s, which is no host',
    (address) => {
      expect(open(address)).not.toBeNull()
    },
  )

  test.each([
    '127.0.0.1',
    '127.0.0.53',
    '0.0.0.0',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '192.0.0.192',
    '198.18.0.1',
    '100.64.0.1',
    '::1',
    '::',
    'fd12:3456::1',
    '::ffff:127.0.0.1',
  ])(
    'S1 refuses the private address %s where the configuration says so, and only there',
    (address) => {
      expect(strict(address)).toContain('allow_private_targets')
      expect(open(address)).toBeNull()
    },
  )

  test.each(['93.184.216.34', '2606:2800:220:1::1', '1.1.1.1'])('lets %s pass', (address) => {
    expect(strict(address)).toBeNull()
  })
})
