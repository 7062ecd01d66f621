/** Rows as GitHub gives them, with no more than what is used; a test changes what it is about. */
type Fields = Readonly<Record<string, unknown>>

export const aRun = (fields: Fields = {}) => ({
  id: 30_433_642_555,
  name: 'Build',
  path: '.github/workflows/build.yml',
  run_number: 562,
  run_attempt: 1,
  status: 'completed',
  conclusion: 'success',
  event: 'push',
  head_branch: 'main',
  head_sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
  head_commit: { message: 'Fix it\n\nAt last.', author: { name: 'Ann' } },
  html_url: 'https://github.com/octo/shop/actions/runs/30433642555',
  actor: { login: 'ann' },
  triggering_actor: { login: 'bob' },
  repository: { id: 1, owner: { login: 'octo' } },
  head_repository: { id: 1, owner: { login: 'octo' } },
  created_at: '2026-01-22T19:33:08Z',
  run_started_at: '2026-01-22T19:33:08Z',
  updated_at: '2026-01-22T19:35:08Z',
  ...fields,
})

export const aJob = (fields: Fields = {}) => ({
  id: 399_444_496,
  name: 'test',
  status: 'completed',
  conclusion: 'success',
  created_at: '2026-01-22T19:33:10Z',
  started_at: '2026-01-22T19:33:15Z',
  completed_at: '2026-01-22T19:34:15Z',
  html_url: 'https://github.com/octo/shop/actions/runs/30433642555/job/399444496',
  ...fields,
})

export const aRepository = (fields: Fields = {}) => ({
  id: 1,
  name: 'shop',
  full_name: 'octo/shop',
  description: 'What we sell',
  visibility: 'internal',
  private: true,
  owner: { login: 'octo', avatar_url: 'https://avatars.githubusercontent.com/u/1' },
  default_branch: 'main',
  html_url: 'https://github.com/octo/shop',
  pushed_at: '2026-01-22T19:33:07Z',
  archived: false,
  ...fields,
})

export const aDeployment = (fields: Fields = {}) => ({
  id: 42,
  environment: 'production',
  ref: 'main',
  sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
  creator: { login: 'ann' },
  created_at: '2026-01-22T19:36:00Z',
  updated_at: '2026-01-22T19:38:00Z',
  ...fields,
})

export const aStatus = (fields: Fields = {}) => ({
  state: 'success',
  log_url: 'https://github.com/octo/shop/actions/runs/30433642555/job/399444497',
  target_url: '',
  environment_url: 'https://shop.example',
  created_at: '2026-01-22T19:38:00Z',
  ...fields,
})
