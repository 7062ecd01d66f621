import '../../src/modules/checks/simulation.slow.test.ts'
