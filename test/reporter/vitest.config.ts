import { defineConfig } from 'vitest/config'
import { Reporter } from '../support/reporter.ts'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.fixture.ts'],
    reporters: [new Reporter()],
    provide: {
      required: ['chromium'],
      engines: {
        postgres: { present: false, reason: 'the lighthouse has no database' },
        chromium: { present: false, reason: 'the lighthouse has no browser' },
        nginx: { present: false, reason: 'the lighthouse has no proxy' },
        bubblewrap: { present: false, reason: 'the lighthouse has no sandbox' },
        systemd: { present: false, reason: 'the lighthouse has no service manager' },
        prlimit: { present: false, reason: 'the lighthouse has no limits' },
        tmpfs: { present: false, reason: 'the lighthouse has no small disks' },
        redis: { present: false, reason: 'the lighthouse has no cache' },
        dnsmasq: { present: false, reason: 'the lighthouse has no name server' },
        ping: { present: false, reason: 'the lighthouse has no ping' },
        sshd: { present: false, reason: 'the lighthouse has no doors' },
        aiosmtpd: { present: false, reason: 'the lighthouse has no mail' },
        buildbot: { present: false, reason: 'the lighthouse has no pipelines' },
      },
    },
  },
})
